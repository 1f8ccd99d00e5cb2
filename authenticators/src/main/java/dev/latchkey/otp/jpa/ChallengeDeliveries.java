package dev.latchkey.otp.jpa;

import java.util.List;

import dev.latchkey.common.mail.DeliveryLog;
import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.common.mail.MailReceipt;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Stores the delivery status of mails in the rows of their challenges. */
final class ChallengeDeliveries implements DeliveryLog {

    private static final ChallengeDeliveries ALL = new ChallengeDeliveries();
    /** Rows that one statement changes at most. */
    private static final int AT_ONCE = 64;

    private ChallengeDeliveries() {
    }

    /**
     * Names a mail.
     *
     * @param challengeId the challenge
     * @param sentAt      when the mail was queued, epoch milliseconds, which distinguishes it from the other mails of
     *                    the challenge
     */
    static MailReceipt receipt(String challengeId, long sentAt) {
        return new MailReceipt(ALL, challengeId, sentAt);
    }

    @Override
    public boolean stillWanted(KeycloakSession session, MailReceipt mail, long expiresAt) {
        return store(session).stillWanted(mail.id(), expiresAt);
    }

    @Override
    public void report(KeycloakSession session, MailReceipt mail, DeliveryStatus status) {
        store(session).delivery(List.of(mail), status);
    }

    @Override
    public void sent(KeycloakSession session, List<MailReceipt> mails) {
        ChallengeStore store = store(session);
        for (int from = 0; from < mails.size(); from += AT_ONCE) {
            store.delivery(mails.subList(from, Math.min(mails.size(), from + AT_ONCE)), DeliveryStatus.SENT);
        }
    }

    private static ChallengeStore store(KeycloakSession session) {
        return new ChallengeStore(session, Time.currentTimeMillis());
    }
}
