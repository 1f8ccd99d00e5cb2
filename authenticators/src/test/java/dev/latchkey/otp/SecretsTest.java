package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private final Secrets secrets = new Secrets(new SecureRandom());

    @Test
    void seedsHave128BitsAndNeverRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String seed = secrets.seed();
            assertEquals(16, Base64.getUrlDecoder().decode(seed).length);
            assertTrue(seen.add(seed));
        }
    }

    @Test
    void referencesAreShortAndCannotBeMisread() {
        assertEquals(390_625, Secrets.REFERENCES);
        Set<String> seen = new HashSet<>();
        for (long number = 0; number < Secrets.REFERENCES; number++) {
            String reference = Secrets.reference(number);
            assertTrue(reference.matches("[BCDFGHJKMNPQRTVWXZ2346789]{4}"), reference);
            assertTrue(seen.add(reference), reference);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456", " 123456 ", "123 456", "123-456", "12 34 56", "123\u00a0456", "123\u2013456",
            "123\u202f456", "1\t2\n3 4 5 6",
            "\u200e123456\u200f", "\ufeff123456", "12\u00ad34\u200b56", "\u2066123456\u2069", "\u061c123\u2060456",
            "123\u2011456", "123\u2014456", "123\u2212456", "123\uff0d456", "123\u3000456", "123\u200d456"})
    void aCodeIsReadAsPeopleTypeAndPasteIt(String input) {
        assertEquals(Optional.of("123456"), Secrets.normalise(input));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "12345", "12345678901", "12345a", "+123456", "-", "1e5", "0x1234", "123456\u0000",
            "\u2460\u2461\u2462\u2463\u2464\u2465", "\u00b9\u00b2\u00b3\u2074\u2075\u2076",
            "\u2160\u2161\u2162\u2163\u2164\u2165", "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d", "\u00bd12345",
            "\uff11\uff12\uff13\uff14\uff15", "\uff41\uff42\uff43\uff44\uff45\uff46", "12345\u0301" + "6",
            "\u200e\u200f", "\ud800123456", "123456\udfff",
            "123.456", "123,456", "' OR 1=1--", "${7*7}"})
    void everythingElseIsNoCode(String input) {
        assertEquals(Optional.empty(), Secrets.normalise(input));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uff11\uff12\uff13\uff14\uff15\uff16", "\u0661\u0662\u0663\u0664\u0665\u0666",
            "\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6", "\u0967\u0968\u0969\u096a\u096b\u096c",
            "\u09e7\u09e8\u09e9\u09ea\u09eb\u09ec", "\u0e51\u0e52\u0e53\u0e54\u0e55\u0e56",
            "\u1041\u1042\u1043\u1044\u1045\u1046",
            "\ud835\udfcf\ud835\udfd0\ud835\udfd1\ud835\udfd2\ud835\udfd3\ud835\udfd4",
            "\u200f\u0661\u0662\u0663\u00a0\u0664\u0665\u0666\u200f", "1\uff12\u0663\u06f4\u096b6"})
    void theDigitsOfAnyScriptAreTheSameCode(String input) {
        assertEquals(Optional.of("123456"), Secrets.normalise(input));
    }

    @Test
    void aMegabyteOfDigitsIsNoCode() {
        assertEquals(Optional.empty(), Secrets.normalise("1".repeat(1_000_000)));
        assertEquals(Optional.empty(), Secrets.normalise("123456" + " ".repeat(1_000_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"07", " 07 ", "0 7", "\u0660\u0667", "0-7"})
    void aNumberIsReadAsACodeIs(String typed) {
        assertEquals(Optional.of("07"), Secrets.number(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "007", "123456", "o7", "\u00b2\u00b3", "0\u0000"})
    void whatIsNoNumberIsNotVerified(String typed) {
        assertEquals(Optional.empty(), Secrets.number(typed));
        assertEquals(Optional.empty(), Secrets.number(null));
    }
}
