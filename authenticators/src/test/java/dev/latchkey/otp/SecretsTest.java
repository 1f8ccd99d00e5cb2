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

    @ParameterizedTest
    @ValueSource(ints = {6, 8, 10})
    void codesHaveTheirLengthLeadingZerosIncluded(int length) {
        boolean leadingZero = false;
        for (int i = 0; i < 1_000; i++) {
            String code = secrets.code(length);
            assertTrue(code.matches("[0-9]{" + length + "}"), code);
            leadingZero |= code.startsWith("0");
        }
        assertTrue(leadingZero, "one in ten codes starts with a zero");
    }

    /** Chi-square over every position and digit, 9 degrees of freedom: above 40 once in a hundred thousand runs. */
    @Test
    void everyDigitIsAsLikelyAsAnyOtherAtEveryPlace() {
        int codes = 20_000;
        int[][] counts = new int[6][10];
        for (int i = 0; i < codes; i++) {
            String code = secrets.code(6);
            for (int place = 0; place < 6; place++) {
                counts[place][code.charAt(place) - '0']++;
            }
        }
        double expected = codes / 10.0;
        for (int[] place : counts) {
            double chiSquare = 0;
            for (int count : place) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            assertTrue(chiSquare < 40, "chi-square " + chiSquare);
        }
    }

    @Test
    void linkTokensHave256BitsAndNeverRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String token = secrets.linkToken();
            assertEquals(32, Base64.getUrlDecoder().decode(token).length);
            assertTrue(seen.add(token));
        }
    }

    @Test
    void referencesAreShortAndCannotBeMisread() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(secrets.reference().matches("[BCDFGHJKMNPQRTVWXZ2346789]{4}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"123456", " 123456 ", "123 456", "123-456", "12 34 56", "123\u00a0456", "123\u2013456",
            "123\u202f456", "1\t2\n3 4 5 6"})
    void aCodeIsReadAsPeopleTypeAndPasteIt(String input) {
        assertEquals(Optional.of("123456"), Secrets.normalise(input));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "12345", "12345678901", "12345a", "+123456", "-", "1e5", "0x1234", "123456\u0000",
            "\uff11\uff12\uff13\uff14\uff15\uff16", "\u0661\u0662\u0663\u0664\u0665\u0666", "\ud800123456",
            "123.456", "123,456", "' OR 1=1--", "${7*7}"})
    void everythingElseIsNoCode(String input) {
        assertEquals(Optional.empty(), Secrets.normalise(input));
    }

    @Test
    void aMegabyteOfDigitsIsNoCode() {
        assertEquals(Optional.empty(), Secrets.normalise("1".repeat(1_000_000)));
        assertEquals(Optional.empty(), Secrets.normalise("123456" + " ".repeat(1_000_000)));
    }
}
