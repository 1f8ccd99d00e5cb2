package dev.latchkey.otp.jpa;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;

/** Turns rows into what a page may know. */
final class Views {

    private Views() {
    }

    static Challenge challenge(ChallengeEntity row, EmailOtpPolicy policy, long now) {
        boolean neverLeft = ChallengeStore.neverLeft(row, now);
        return new Challenge(row.id, row.reference,
                Math.max(0, row.maxAttempts - row.attempts),
                // a mail that never left is free
                Math.max(neverLeft ? 1 : 0, policy.maxResends() + 1 - row.sends),
                row.expiresAt,
                neverLeft ? now : row.sentAt + policy.cooldown().toMillis(),
                neverLeft && row.delivery == DeliveryStatus.QUEUED ? DeliveryStatus.FAILED : row.delivery,
                row.usedAt != null);
    }
}
