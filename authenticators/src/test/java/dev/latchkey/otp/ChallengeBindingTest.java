package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.mail.MailDelivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeBindingTest {

    private static final ChallengeBinding HERE = binding("realm", "user", "a@example.org",
            Purpose.SECOND_FACTOR, "session", "client", 1);

    static Stream<ChallengeBinding> elsewhere() {
        return Stream.of(
                binding("other", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "client", 1),
                binding("realm", "other", "a@example.org", Purpose.SECOND_FACTOR, "session", "client", 1),
                binding("realm", "user", "b@example.org", Purpose.SECOND_FACTOR, "session", "client", 1),
                binding("realm", "user", "a@example.org", Purpose.VERIFY_EMAIL, "session", "client", 1),
                binding("realm", "user", "a@example.org", Purpose.FIRST_FACTOR, "session", "client", 1),
                binding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "other", "client", 1),
                binding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "other", 1),
                binding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "", 1),
                binding("realm", "user", "a@example.org", Purpose.SECOND_FACTOR, "session", "client", 2));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void attack_crossPurposeUserRealmBrowserApp_aCodeMeansNothingElsewhere(ChallengeBinding elsewhere) {
        assertNotEquals(message(HERE, "code", "id", "seed"), message(elsewhere, "code", "id", "seed"));
    }

    @Test
    void attack_crossChannel_aCodeOfOneChannelIsNoneOfAnother() {
        ChallengeBinding sms = of("sms");
        ChallengeBinding mail = of(MailDelivery.CHANNEL);
        assertNotEquals(message(mail, "code", "id", "seed"), message(sms, "code", "id", "seed"));
        assertNotEquals(message(of("voice"), "code", "id", "seed"), message(sms, "code", "id", "seed"));
        assertNotEquals(mail.addressHash(), sms.addressHash(), "nor is the challenge found");
    }

    @Test
    void nodesOfAnEarlierVersionDeriveTheSameCodesOfMails() {
        assertEquals(MacMessage.of("3", "code", "realm", "user", "+4915112345678", "second_factor", "holder", "0", "id",
                "seed").sha256(), message(of(MailDelivery.CHANNEL), "code", "id", "seed"));
        assertEquals(MacMessage.of("email", "+4915112345678").sha256(), of(MailDelivery.CHANNEL).addressHash());
    }

    private static ChallengeBinding of(String channel) {
        return new ChallengeBinding("realm", "user", channel, "+4915112345678", Purpose.SECOND_FACTOR, "holder", 0);
    }

    @Test
    void aCodeIsNoLinkAndBelongsToOneSeedOfOneChallenge() {
        String code = message(HERE, "code", "id", "seed");
        assertNotEquals(code, message(HERE, "link", "id", "seed"));
        assertNotEquals(code, message(HERE, "number", "id", "seed"));
        assertNotEquals(code, message(HERE, "code", "other", "seed"));
        assertNotEquals(code, message(HERE, "code", "id", "other"));
    }

    @Test
    void theHolderIsTheBrowserOrTheAppAndNoTabUserOrPurpose() {
        assertEquals(HERE.holder(), binding("other", "other", "b@example.org", Purpose.SIGN_UP, "session",
                "client", 1).holder());
        assertEquals(ChallengeBinding.holder("session"), binding("realm", "user", "a@example.org",
                Purpose.SECOND_FACTOR, "session", "", 1).holder());
        assertNotEquals(HERE.holder(), ChallengeBinding.holder("session"));
        assertFalse(HERE.holder().contains("session"));
        assertNotEquals(HERE.addressHash(), binding("realm", "user", "b@example.org",
                Purpose.SECOND_FACTOR, "session", "client", 1).addressHash());
    }

    @Test
    void nothingThatIsPrintedByAccidentIsASecret() {
        assertFalse(HERE.toString().contains("session"));
        String shown = new IssuedCode("id", Optional.of("123456"), Optional.of("token"), true, "REF", 0, 0)
                .toString();
        assertFalse(shown.contains("123456"));
    }

    private static String message(ChallengeBinding binding, String kind, String id, String seed) {
        return binding.message(kind, id, seed).sha256();
    }

    private static ChallengeBinding binding(String realmId, String userId, String email, Purpose purpose,
            String sessionId, String clientId, long passwordAt) {
        return new ChallengeBinding(realmId, userId, MailDelivery.CHANNEL, email, purpose,
                ChallengeBinding.holder(sessionId, clientId), passwordAt);
    }
}
