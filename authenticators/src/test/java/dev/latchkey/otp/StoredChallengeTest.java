package dev.latchkey.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.mail.DeliveryStatus;
import org.junit.jupiter.api.Test;

class StoredChallengeTest {

    private static final long SENT = 1_000_000;

    private final EmailOtpPolicy policy = new EmailOtpPolicy(6, Duration.ofMinutes(10), 3, Duration.ofSeconds(60), 3, 5,
            true, false, false, 0, SignUpCredential.PASSWORD);

    @Test
    void aFreshCodeMayBeSentAgainAfterTheCooldown() {
        Challenge challenge = stored(DeliveryStatus.SENT, 0, 1).view(policy, true, SENT);
        assertTrue(challenge.live(SENT));
        assertEquals(3, challenge.attemptsLeft());
        assertEquals(3, challenge.resendsLeft());
        assertEquals(SENT + 60_000, challenge.resendAt());
    }

    @Test
    void theLastMillisecondStillCountsAndTheNextDoesNot() {
        Challenge challenge = stored(DeliveryStatus.SENT, 0, 1).view(policy, true, SENT);
        assertTrue(challenge.live(SENT + 599_999));
        assertFalse(challenge.live(SENT + 600_000));
    }

    @Test
    void aMailThatNeverLeftIsFreeOfCooldownAndOfTheNumberOfResends() {
        Challenge challenge = stored(DeliveryStatus.FAILED, 0, 4).view(policy, true, SENT + 1);
        assertEquals(1, challenge.resendsLeft());
        assertEquals(SENT + 1, challenge.resendAt());
    }

    @Test
    void aMailWithoutNewsForAMinuteWasLostWithItsNode() {
        assertEquals(DeliveryStatus.QUEUED,
                stored(DeliveryStatus.QUEUED, 0, 1).view(policy, true, SENT + 59_999).delivery());
        assertEquals(DeliveryStatus.FAILED,
                stored(DeliveryStatus.QUEUED, 0, 1).view(policy, true, SENT + 60_000).delivery());
    }

    @Test
    void beforeAnyFactorNothingTellsWhetherAMailWasThereToFail() {
        Challenge failed = stored(DeliveryStatus.FAILED, 0, 1).view(policy, false, SENT + 1);
        assertEquals(stored(DeliveryStatus.SENT, 0, 1).view(policy, false, SENT + 1), failed);
        assertEquals(SENT + 60_000, failed.resendAt());
        assertEquals(failed, stored(DeliveryStatus.QUEUED, 0, 1).view(policy, false, SENT + 60_001));
    }

    @Test
    void wrongCodesUseItUp() {
        Challenge challenge = stored(DeliveryStatus.SENT, 3, 1).view(policy, true, SENT);
        assertEquals(0, challenge.attemptsLeft());
        assertFalse(challenge.live(SENT));
    }

    @Test
    void aChallengeWithoutACodeHasNoAttemptsToUseUp() {
        assertTrue(new StoredChallenge("id", "REFR", "seed", "key", 0, true, 3, 3, 1, SENT, SENT + 1, false,
                DeliveryStatus.SENT, SENT, Optional.empty(), false).live(SENT));
    }

    @Test
    void theNumberBelongsToOneTabAndAnotherMailAsksForItAgain() {
        NumberPrompt here = new NumberPrompt(NumberPrompt.tab("session", "here"), "app", "", "192.0.2.1");
        NumberPrompt there = new NumberPrompt(NumberPrompt.tab("session", "there"), "app", "", "192.0.2.1");
        OtpRequest request = new OtpRequest(null, null, true, false, false, "192.0.2.1", true, Optional.empty());
        StoredChallenge challenge = stored(DeliveryStatus.SENT, 0, 1);
        StoredChallenge shown = challenge.shownBy(Optional.of(here));

        assertTrue(shown.isShownBy(request.by(true, Optional.of(here))));
        assertFalse(shown.isShownBy(request.by(true, Optional.of(there))));
        assertFalse(shown.isShownBy(request));
        assertFalse(challenge.isShownBy(request.by(true, Optional.of(here))));
        assertFalse(challenge.isShownBy(request));
        assertFalse(shown.confirmed());
    }

    @Test
    void theSeedIsNotPrintedByAccident() {
        assertFalse(stored(DeliveryStatus.SENT, 0, 1).toString().contains("seed"));
    }

    private static StoredChallenge stored(DeliveryStatus delivery, int attempts, int sends) {
        return new StoredChallenge("id", "REFR", "seed", "key", 6, true, attempts, 3, sends, SENT, SENT + 600_000,
                false, delivery, SENT, Optional.empty(), false);
    }
}
