package dev.latchkey.otp.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;
import org.junit.jupiter.api.Test;

class ChallengeViewsTest {

    private static final long SENT = 1_000_000;

    private final EmailOtpPolicy policy = new EmailOtpPolicy(6, Duration.ofMinutes(10), 3, Duration.ofSeconds(60), 3, 5,
            true, false, 0);

    @Test
    void aFreshCodeMayBeSentAgainAfterTheCooldown() {
        Challenge challenge = ChallengeViews.challenge(row(DeliveryStatus.SENT), policy, true, SENT);
        assertTrue(challenge.live(SENT));
        assertEquals(3, challenge.attemptsLeft());
        assertEquals(3, challenge.resendsLeft());
        assertEquals(SENT + 60_000, challenge.resendAt());
    }

    @Test
    void theLastMillisecondStillCountsAndTheNextDoesNot() {
        Challenge challenge = ChallengeViews.challenge(row(DeliveryStatus.SENT), policy, true, SENT);
        assertTrue(challenge.live(SENT + 599_999));
        assertFalse(challenge.live(SENT + 600_000));
    }

    @Test
    void aMailThatNeverLeftIsFreeOfCooldownAndOfTheNumberOfResends() {
        ChallengeEntity row = row(DeliveryStatus.FAILED);
        row.sends = 4;
        Challenge challenge = ChallengeViews.challenge(row, policy, true, SENT + 1);
        assertEquals(1, challenge.resendsLeft());
        assertEquals(SENT + 1, challenge.resendAt());
    }

    @Test
    void aMailWithoutNewsForAMinuteWasLostWithItsNode() {
        assertEquals(DeliveryStatus.QUEUED,
                ChallengeViews.challenge(row(DeliveryStatus.QUEUED), policy, true, SENT + 59_999).delivery());
        assertEquals(DeliveryStatus.FAILED,
                ChallengeViews.challenge(row(DeliveryStatus.QUEUED), policy, true, SENT + 60_000).delivery());
    }

    @Test
    void beforeAnyFactorNothingTellsWhetherAMailWasThereToFail() {
        Challenge failed = ChallengeViews.challenge(row(DeliveryStatus.FAILED), policy, false, SENT + 1);
        assertEquals(ChallengeViews.challenge(row(DeliveryStatus.SENT), policy, false, SENT + 1), failed);
        assertEquals(SENT + 60_000, failed.resendAt());
        assertEquals(failed, ChallengeViews.challenge(row(DeliveryStatus.QUEUED), policy, false, SENT + 60_001));
    }

    @Test
    void wrongCodesUseItUp() {
        ChallengeEntity row = row(DeliveryStatus.SENT);
        row.attempts = 3;
        Challenge challenge = ChallengeViews.challenge(row, policy, true, SENT);
        assertEquals(0, challenge.attemptsLeft());
        assertFalse(challenge.live(SENT));
    }

    private static ChallengeEntity row(DeliveryStatus delivery) {
        ChallengeEntity row = new ChallengeEntity();
        row.id = "id";
        row.reference = "REFR";
        row.codeMac = "00";
        row.maxAttempts = 3;
        row.sends = 1;
        row.sentAt = SENT;
        row.expiresAt = SENT + 600_000;
        row.delivery = delivery;
        row.deliveryAt = SENT;
        return row;
    }
}
