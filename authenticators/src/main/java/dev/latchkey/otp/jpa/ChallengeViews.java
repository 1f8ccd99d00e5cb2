package dev.latchkey.otp.jpa;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;

/** Turns rows into what a page may know. */
final class ChallengeViews {

    private ChallengeViews() {
    }

    /**
     * @param told whether the reader may know what became of the mail; before any factor that would tell which
     *             addresses have an account
     */
    static Challenge challenge(ChallengeEntity row, EmailOtpPolicy policy, boolean told, long now) {
        boolean neverLeft = told && ChallengeStore.neverLeft(row, now);
        return new Challenge(row.id, row.reference,
                Math.max(0, row.maxAttempts - row.attempts),
                // a mail that never left is free
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
