package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeBindingTest {

    private static final ChallengeBinding HERE = new ChallengeBinding("realm", "user", "a@example.org",
            Purpose.SECOND_FACTOR, "session", "tab", "client");

    static Stream<ChallengeBinding> elsewhere() {
        return Stream.of(
                new ChallengeBinding("other", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "tab",
                        "client"),
                new ChallengeBinding("realm", "other", "a@example.org", Purpose.SECOND_FACTOR, "session", "tab",
                        "client"),
                new ChallengeBinding("realm", "user", "b@example.org", Purpose.SECOND_FACTOR, "session", "tab",
                        "client"),
                new ChallengeBinding("realm", "user", "a@example.org", Purpose.VERIFY_EMAIL, "session", "tab",
                        "client"),
                new ChallengeBinding("realm", "user", "a@example.org", Purpose.FIRST_FACTOR, "session", "tab",
                        "client"),
                new ChallengeBinding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "other", "tab", "client"),
                new ChallengeBinding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "other",
                        "client"),
                new ChallengeBinding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "tab",
                        "other"));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void attack_crossPurposeUserClientRealmTab_aCodeMeansNothingElsewhere(ChallengeBinding elsewhere) {
        assertNotEquals(mac(HERE, "code", "id", "REF", "123456"), mac(elsewhere, "code", "id", "REF", "123456"));
    }

    @Test
    void aCodeIsNoLinkAndBelongsToOneMailOfOneChallenge() {
        String mac = mac(HERE, "code", "id", "REF", "123456");
        assertNotEquals(mac, mac(HERE, "link", "id", "REF", "123456"));
        assertNotEquals(mac, mac(HERE, "code", "other", "REF", "123456"));
        assertNotEquals(mac, mac(HERE, "code", "id", "REX", "123456"));
    }

    @Test
    void nothingThatIsPrintedByAccidentIsASecret() {
        assertFalse(HERE.toString().contains("session"));
        String shown = new IssuedCode("id", Optional.of("123456"), Optional.of("token"), "REF").toString();
        assertFalse(shown.contains("123456"));
    }

    private static String mac(ChallengeBinding binding, String kind, String id, String reference, String secret) {
        return binding.message(kind, id, reference, secret).sha256();
    }
}
