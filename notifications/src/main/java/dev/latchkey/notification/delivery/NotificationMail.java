package dev.latchkey.notification.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.common.mail.MailQueue;
import dev.latchkey.common.mail.MailReceipt;
import dev.latchkey.common.mail.MailRenderer;
import dev.latchkey.common.mail.OutgoingMail;
import dev.latchkey.common.mail.RenderedMail;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Sends a notification as a mail. No request waits for it: without an address, or with a full queue, the mail is
 * dropped.
 */
final class NotificationMail {

    private static final Logger LOG = Logger.getLogger(NotificationMail.class);
    private static final String TEMPLATE = "latchkey-notice.ftl";
    private static final long MAX_AGE_MILLIS = 3_600_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel reader;

    NotificationMail(KeycloakSession session, RealmModel realm, UserModel reader) {
        this.session = session;
        this.realm = realm;
        this.reader = reader;
    }

    /**
     * Renders a notification and hands it to the mail queue.
     *
     * @param address the mailbox; null or blank for an account without one
     * @param subject message key of the subject, whose value {@code {0}} is the realm's name
     * @param details what the template shows
     * @return whether the mail is in the queue
     */
    boolean send(String address, String subject, Map<String, Object> details) {
        return address != null && !address.isBlank()
                && compose(address, subject, details).map(this::queue).orElse(false);
    }

    private Optional<OutgoingMail> compose(String address, String subject, Map<String, Object> details) {
        String name = realm.getDisplayName() == null ? realm.getName() : realm.getDisplayName();
        try {
            RenderedMail mail = new MailRenderer(session, realm, reader, null)
                    // Keycloak adds to what the template may use
                    .render(subject, List.of(name), TEMPLATE, new HashMap<>(Map.of("latchkeyMail", details)));
            return Optional.of(new OutgoingMail(realm.getId(), realm.getSmtpConfig(), address, mail,
                    Time.currentTimeMillis() + MAX_AGE_MILLIS, new Unheard()));
        } catch (EmailException e) {
            LOG.errorf(e, "Realm %s: a notification could not be written", realm.getName());
            return Optional.empty();
        }
    }

    private boolean queue(OutgoingMail mail) {
        Optional<MailQueue.Slot> reserved = session.getProvider(MailQueue.class).reserve(mail.realmId());
        if (reserved.isEmpty()) {
            LOG.warnf("Realm %s: a notification was not sent, the mail queue is full", realm.getName());
            return false;
        }
        try (MailQueue.Slot slot = reserved.get()) {
            slot.send(mail);
            return true;
        }
    }

    /** Ignores the result of the delivery: no request waits for it. */
    private static final class Unheard implements MailReceipt {

        @Override
        public boolean stillWanted(KeycloakSession session) {
            return true;
        }

        @Override
        public void report(KeycloakSession session, DeliveryStatus status) {
            // no caller needs the result
        }
    }
}
