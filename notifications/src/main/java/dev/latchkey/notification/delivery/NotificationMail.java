package dev.latchkey.notification.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.mail.MailContent;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.mail.MailPriority;
import dev.latchkey.mail.MailQueue;
import dev.latchkey.mail.MailRenderer;
import dev.latchkey.mail.OutgoingMail;
import dev.latchkey.mail.RenderedMail;
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
     * @param realm the realm that sends it
     * @param kind  what has happened
     * @param name  the device, app, kind of credential or address that it is about; empty for none
     * @param mail  the values of the request that it is about; is added to
     * @return the mail
     */
    static MailContent content(RealmModel realm, NotificationKind kind, String name, Map<String, Object> mail) {
        mail.put("kind", kind.id());
        mail.put("name", name);
        return new MailContent(kind.subjectKey(),
                List.of(realm.getDisplayName() == null ? realm.getName() : realm.getDisplayName()), TEMPLATE, mail);
    }

    /**
     * Renders a notification and hands it to the mail queue.
     *
     * @param address the mailbox; null or blank for an account without one
     * @param content what it says
     * @return whether the mail is in the queue
     */
    boolean send(String address, MailContent content) {
        return address != null && !address.isBlank() && compose(address, content).map(this::queue).orElse(false);
    }

    private Optional<OutgoingMail> compose(String address, MailContent content) {
        try {
            RenderedMail mail = new MailRenderer(session, realm, reader, null).render(content);
            return Optional.of(new OutgoingMail(realm.getId(),
                    new MailDelivery(realm.getSmtpConfig(), address, mail),
                    Time.currentTimeMillis() + MAX_AGE_MILLIS, Optional.empty()));
        } catch (EmailException e) {
            LOG.errorf(e, "Realm %s: a notification could not be written", realm.getName());
            return Optional.empty();
        }
    }

    private boolean queue(OutgoingMail mail) {
        Optional<MailQueue.Slot> reserved = session.getProvider(MailQueue.class)
                .reserve(mail.realmId(), MailPriority.NOTICE);
        if (reserved.isEmpty()) {
            LOG.warnf("Realm %s: a notification was not sent, the mail queue is full", realm.getName());
            return false;
        }
        try (MailQueue.Slot slot = reserved.get()) {
            slot.send(mail);
            return true;
        }
    }
}
