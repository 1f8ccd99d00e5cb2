package dev.latchkey.otp.jpa;

import java.util.List;

import dev.latchkey.common.mail.DeliveryLog;
import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.common.mail.MailReceipt;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.MessageCost;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Stores the delivery status of messages in the rows of their challenges. */
final class ChallengeDeliveries implements DeliveryLog {

    private static final ChallengeDeliveries FREE = new ChallengeDeliveries(MessageCost.FREE);
    private static final ChallengeDeliveries PAID = new ChallengeDeliveries(MessageCost.PAID);
    /** Rows that one statement changes at most. */
    private static final int AT_ONCE = 64;

    private final MessageCost cost;

    private ChallengeDeliveries(MessageCost cost) {
        this.cost = cost;
    }

    /**
     * Names a message.
     *
     * @param code the code that it carries
     * @param cost what it costs
     */
    static MailReceipt receipt(IssuedCode code, MessageCost cost) {
        return new MailReceipt(cost == MessageCost.PAID ? PAID : FREE, code.challengeId(), code.sentAt());
    }

    @Override
    public boolean stillWanted(KeycloakSession session, MailReceipt mail, long expiresAt) {
        ChallengeStore store = store(session);
        return cost == MessageCost.PAID ? store.newestWanted(mail.id(), mail.queuedAt())
                : store.stillWanted(mail.id(), expiresAt);
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
