package dev.latchkey.otp.jpa;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.common.mail.MailReceipt;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Stores the delivery status in the challenge's row.
 *
 * @param challengeId the challenge
 * @param sentAt      when the mail was queued, epoch milliseconds, which distinguishes it from the other mails of the
 *                    challenge
 */
record ChallengeReceipt(String challengeId, long sentAt) implements MailReceipt {

    @Override
    public boolean stillWanted(KeycloakSession session) {
        return new ChallengeStore(session, Time.currentTimeMillis()).stillWanted(challengeId, sentAt);
    }

    @Override
    public void report(KeycloakSession session, DeliveryStatus status) {
        new ChallengeStore(session, Time.currentTimeMillis()).delivery(challengeId, sentAt, status);
    }
}
