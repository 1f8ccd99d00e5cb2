package dev.latchkey.device.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.common.mail.MailQueue;
import dev.latchkey.common.mail.MailReceipt;
import dev.latchkey.common.mail.MailRenderer;
import dev.latchkey.common.mail.MailTime;
import dev.latchkey.common.mail.OutgoingMail;
import dev.latchkey.common.mail.RenderedMail;
import dev.latchkey.common.net.ClientDevice;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Tells an owner by mail what happened to a device: which one, where, when, and what to do. */
final class DeviceNotice {

    private static final Logger LOG = Logger.getLogger(DeviceNotice.class);
    private static final String TEMPLATE = "latchkey-device.ftl";
    private static final long WORTH_TELLING_MILLIS = 3_600_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    DeviceNotice(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    void trusted(String name) {
        send("trusted", "latchkeyDeviceTrustedSubject", name);
    }

    void copySeen(String name) {
        send("copy", "latchkeyDeviceCopySubject", name);
    }

    private void send(String kind, String subject, String name) {
        if (user.getEmail() == null || user.getEmail().isBlank()) {
            return;
        }
        Optional<MailQueue.Place> reserved = session.getProvider(MailQueue.class).reserve();
        if (reserved.isEmpty()) {
            LOG.warnf("Realm %s: a notice about a device was not sent, the mail queue is full", realm.getName());
            return;
        }
        try (MailQueue.Place place = reserved.get()) {
            place.send(new OutgoingMail(realm.getId(), realm.getSmtpConfig(), user.getEmail(),
                    mail(kind, subject, name), Time.currentTimeMillis() + WORTH_TELLING_MILLIS, new Unheard()));
        } catch (EmailException e) {
            LOG.errorf(e, "Realm %s: a notice about a device could not be written", realm.getName());
        }
    }

    private RenderedMail mail(String kind, String subject, String name) throws EmailException {
        Map<String, Object> mail = new HashMap<>();
        mail.put("kind", kind);
        mail.put("name", name);
        mail.put("ip", session.getContext().getConnection().getRemoteHost());
        mail.put("time", MailTime.now(session.getContext().resolveLocale(user)));
        ClientDevice.name(session).ifPresent(device -> mail.put("device", device));
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("latchkeyMail", mail);
        return new MailRenderer(session, realm, user, session.getContext().getAuthenticationSession())
                .render(subject, List.of(realm.getDisplayName() == null ? realm.getName() : realm.getDisplayName()),
                        TEMPLATE, attributes);
    }

    /** Nobody waits for a notice. */
    private static final class Unheard implements MailReceipt {

        @Override
        public boolean stillWanted(KeycloakSession session) {
            return true;
        }

        @Override
        public void report(KeycloakSession session, DeliveryStatus status) {
            // nobody asks
        }
    }
}
