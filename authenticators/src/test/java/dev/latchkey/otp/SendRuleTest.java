package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.latchkey.mail.DeliveryStatus;
import org.junit.jupiter.api.Test;

class SendRuleTest {

    private static final long SENT = 1_000_000;
    private static final int LIFETIME = 600_000;

    @Test
    void withoutAChallengeAMailIsSent() {
        assertEquals(Optional.empty(), rule(0).first(List.of()));
    }

    @Test
    void aLiveChallengeTakesTheMailsPlaceHoweverOftenItWasMailed() {
        assertInstanceOf(IssueResult.Existing.class, rule(1_000).first(List.of(sent(1, 0))).orElseThrow());
        assertInstanceOf(IssueResult.Existing.class, rule(90_000).first(List.of(sent(4, 0))).orElseThrow());
    }

    @Test
    void aDeadChallengeMakesRoomAfterTheCooldown() {
        assertEquals(Optional.of(new IssueResult.CoolingDown(SENT + 60_000)),
                rule(59_999).first(List.of(sent(1, 3))));
        assertEquals(Optional.empty(), rule(60_000).first(List.of(sent(1, 3))));
        assertEquals(Optional.empty(), rule(LIFETIME).first(List.of(sent(1, 0))));
    }

    @Test
    void attack_aLinkWithoutACodeIsNotSharedWithAnotherTab() {
        StoredChallenge linkOnly = new StoredChallenge("id", "REFR", "seed", "key", 0, true, 0, 3, 1, SENT,
                SENT + LIFETIME, false, DeliveryStatus.SENT, SENT, Optional.empty(), false);
        assertEquals(Optional.of(new IssueResult.CoolingDown(SENT + 60_000)), rule(59_999).first(List.of(linkOnly)));
        assertEquals(Optional.empty(), rule(60_000).first(List.of(linkOnly)));
        assertTrue(rule(60_000).separates(sent(1, 0), true), "the tabs that share a code keep it");
        assertFalse(rule(60_000).separates(linkOnly, true));
        assertFalse(rule(60_000).separates(sent(1, 0), false));
    }

    @Test
    void anotherMailWaitsForTheCooldownAndEndsWithTheNumberOfResends() {
        assertEquals(Optional.of(new IssueResult.CoolingDown(SENT + 60_000)), rule(59_999).again(sent(1, 0)));
        assertEquals(Optional.empty(), rule(60_000).again(sent(3, 0)));
        assertEquals(Optional.of(new IssueResult.NoResendsLeft()), rule(60_000).again(sent(4, 0)));
    }

    @Test
    void aUsedChallengeIsNotMailedAgain() {
        StoredChallenge used = new StoredChallenge("id", "REFR", "seed", "key", 6, true, 0, 3, 1, SENT, SENT + LIFETIME,
                true, DeliveryStatus.SENT, SENT, Optional.empty(), false);
        assertEquals(Optional.of(new IssueResult.NoResendsLeft()), rule(90_000).again(used));
        assertFalse(rule(90_000).repeats(used, false));
    }

    @Test
    void aMailThatNeverLeftIsReplacedAtOnceForThoseWhoMayKnow() {
        StoredChallenge failed = challenge(4, 0, DeliveryStatus.FAILED);
        assertEquals(Optional.empty(), rule(1).again(failed));
        assertEquals(Optional.of(new IssueResult.NoResendsLeft()),
                new SendRule(policy(), false, SENT + 1).again(failed));
    }

    @Test
    void aLiveCodeIsRepeated() {
        assertTrue(rule(60_000).repeats(sent(1, 2), false));
    }

    @Test
    void aCodeWithoutAttemptsAnExpiredOneAndOneAboutToExpireAreReplaced() {
        assertFalse(rule(60_000).repeats(sent(1, 3), false));
        assertTrue(rule(LIFETIME - 60_000).repeats(sent(1, 0), false));
        assertFalse(rule(LIFETIME - 59_999).repeats(sent(1, 0), false));
        assertFalse(rule(LIFETIME).repeats(sent(1, 0), false));
    }

    @Test
    void aShortLifetimeLeavesAQuarterOfItself() {
        EmailOtpPolicy brief = new EmailOtpPolicy(6, Duration.ofSeconds(60), 3, Duration.ofSeconds(30), 3, 5, true,
                false, false, 0, SignUpCredential.PASSWORD);
        StoredChallenge challenge = new StoredChallenge("id", "REFR", "seed", "key", 6, true, 0, 3, 1, SENT,
                SENT + 60_000, false, DeliveryStatus.SENT, SENT, Optional.empty(), false);
        assertTrue(new SendRule(brief, true, SENT + 45_000).repeats(challenge, false));
        assertFalse(new SendRule(brief, true, SENT + 45_001).repeats(challenge, false));
    }

    @Test
    void aLinkAloneDoesNotRepeatACodeNorACodeALinkAlone() {
        StoredChallenge linkOnly = new StoredChallenge("id", "REFR", "seed", "key", 0, true, 0, 3, 1, SENT,
                SENT + LIFETIME, false, DeliveryStatus.SENT, SENT, Optional.empty(), false);
        assertTrue(rule(60_000).repeats(linkOnly, true));
        assertFalse(rule(60_000).repeats(linkOnly, false));
        assertFalse(rule(60_000).repeats(sent(1, 0), true));
    }

    private static SendRule rule(long millisLater) {
        return new SendRule(policy(), true, SENT + millisLater);
    }

    private static EmailOtpPolicy policy() {
        return new EmailOtpPolicy(6, Duration.ofMillis(LIFETIME), 3, Duration.ofSeconds(60), 3, 5, true, false, false,
                0, SignUpCredential.PASSWORD);
    }

    private static StoredChallenge sent(int sends, int attempts) {
        return challenge(sends, attempts, DeliveryStatus.SENT);
    }

    private static StoredChallenge challenge(int sends, int attempts, DeliveryStatus delivery) {
        return new StoredChallenge("id", "REFR", "seed", "key", 6, true, attempts, 3, sends, SENT, SENT + LIFETIME,
                false, delivery, SENT, Optional.empty(), false);
    }
}
