package dev.latchkey.otp.jpa;

import java.util.List;

import dev.latchkey.mail.DeliveryLog;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.mail.MailReceipt;
import dev.latchkey.otp.IssuedCode;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Stores the delivery status of messages in the rows of their challenges. */
final class ChallengeDeliveries implements DeliveryLog {

    private static final ChallengeDeliveries EACH = new ChallengeDeliveries(false);
    private static final ChallengeDeliveries NEWEST_ALONE = new ChallengeDeliveries(true);
    /** Rows that one statement changes at most. */
    private static final int AT_ONCE = 64;

    private final boolean newestAlone;

    private ChallengeDeliveries(boolean newestAlone) {
        this.newestAlone = newestAlone;
    }

    /**
     * Names a message.
     *
     * @param code        the code that it carries
     * @param newestAlone whether of several that wait with the same code the newest alone is sent
     */
    static MailReceipt receipt(IssuedCode code, boolean newestAlone) {
        return new MailReceipt(newestAlone ? NEWEST_ALONE : EACH, code.challengeId(), code.sentAt());
    }

    @Override
    public boolean stillWanted(KeycloakSession session, MailReceipt mail, long expiresAt) {
        ChallengeStore store = store(session);
        return newestAlone ? store.newestWanted(mail.id(), mail.queuedAt())
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
