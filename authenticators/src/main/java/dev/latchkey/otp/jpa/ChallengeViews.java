package dev.latchkey.otp.jpa;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;

/** Converts rows to the state that a page may show. */
final class ChallengeViews {

    private ChallengeViews() {
    }

    /**
     * @param told whether the page may show the delivery status of the mail; before the first factor it would reveal
     *             which addresses have an account
     */
    static Challenge challenge(ChallengeEntity row, EmailOtpPolicy policy, boolean told, long now) {
        boolean neverLeft = told && ChallengeStore.neverLeft(row, now);
        return new Challenge(row.id, row.reference,
                Math.max(0, row.maxAttempts - row.attempts),
                // a mail that was never delivered does not count
                Math.max(neverLeft ? 1 : 0, policy.maxResends() + 1 - row.sends),
                row.expiresAt,
                neverLeft ? now : row.sentAt + policy.cooldown().toMillis(),
                told ? delivery(row, neverLeft) : DeliveryStatus.SENT,
                row.usedAt != null,
                row.codeMac != null);
    }

    private static DeliveryStatus delivery(ChallengeEntity row, boolean neverLeft) {
        return neverLeft && row.delivery == DeliveryStatus.QUEUED ? DeliveryStatus.FAILED : row.delivery;
    }
}
