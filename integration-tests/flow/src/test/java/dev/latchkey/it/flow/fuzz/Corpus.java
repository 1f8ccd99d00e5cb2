package dev.latchkey.it.flow.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Values that no honest client sends. */
final class Corpus {

    private static final int MOST_NESTING = 200;

    private static final List<String> TEXTS = List.of("", " ", "\t", "\0", "a\0b", "null", "undefined", "true", "-1",
            "0", "1e400", "2147483648", "9223372036854775808", "NaN", "\uD83D\uDD11", "\u202E", "\u200F\u200E",
            "\uFEFF", "\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16", "\u0130\u0131", "e\u0301", "\uFFFF",
            "line\r\nSet-Cookie: a=b", "%", "%00", "%zz", "%ED%A0%80", "+", "&", "=", ";", "../../..", "/", "\\", "'",
            "\"", "' or '1'='1", "<script>alert(1)</script>", "${7*7}", "#{7*7}", "{{7*7}}", "${msg('x')}",
            "javascript:alert(1)", "https://evil.example/", "*", "(|(uid=*))", Target.ACCOUNT, " " + Target.ACCOUNT,
            Target.ACCOUNT + ".", Target.ACCOUNT + "\0", Target.ACCOUNT + "," + Target.ACCOUNT, "openid",
            "offline_access openid", "S256", "plain", "none", "login", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "000000",
            "123456");

    private Corpus() {
    }

    /** A text, short or long. */
    static String text(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "a".repeat(List.of(37, 65, 129, 256, 257, 2049, 4001, 70_000).get(random.nextInt(8)));
            case 1 -> "\u00e9".repeat(List.of(64, 65, 255, 256, 2_000).get(random.nextInt(5)));
            case 2 -> random.ints(1 + random.nextInt(40), 0, Character.MAX_VALUE)
                    .filter(unit -> !Character.isSurrogate((char) unit))
                    .collect(StringBuilder::new, (text, unit) -> text.append((char) unit), StringBuilder::append)
                    .toString();
            case 3 -> new UUID(random.nextLong(), random.nextLong()).toString();
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }

    /** Any JSON value. */
    static Object value(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> List.of(0, -1, 1.5, Long.MAX_VALUE, BigInteger.TEN.pow(400)).get(random.nextInt(5));
            case 3 -> new ArrayList<>(Arrays.asList(text(random), null, text(random)));
            case 4 -> Map.of(text(random), text(random));
            case 5 -> nested(1 + random.nextInt(MOST_NESTING), random.nextBoolean());
            case 6 -> List.of();
            default -> text(random);
        };
    }

    private static Object nested(int depth, boolean list) {
        Object value = "deep";
        for (int i = 0; i < depth; i++) {
            value = list ? Collections.singletonList(value) : Map.of("a", value);
        }
        return value;
    }
}
