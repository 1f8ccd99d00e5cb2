package dev.latchkey.common.mail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.net.ClientDevice;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A mail that tells an account's owner what has happened, from where and when. Nobody waits for it: without an address,
 * or with a full queue, there is none.
 */
public final class NoticeMail {

    private static final Logger LOG = Logger.getLogger(NoticeMail.class);
    private static final long WORTH_TELLING_MILLIS = 3_600_000;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the session of the request that the notice is about
     * @param realm   the realm
     * @param user    whom to tell
     */
    public NoticeMail(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * @param template the template
     * @param subject  message key of the subject, whose value {@code {0}} is the realm's name
     * @param details  what the template shows besides the client's address and device and the time
     */
    public void send(String template, String subject, Map<String, Object> details) {
        if (user.getEmail() != null && !user.getEmail().isBlank()) {
            compose(user.getEmail(), template, subject, ofRequest(details)).ifPresent(this::queue);
        }
    }

    /**
     * Sends a notice that is written when its request is over.
     *
     * @param template the template
     * @param subject  message key of the subject, whose value {@code {0}} is the realm's name
     * @param details  all that the template shows, with the client's {@code ip}, the {@code time} and, where it is
     *                 known, the {@code device}
     * @return whether it is on its way
     */
    public boolean sendAfterRequest(String template, String subject, Map<String, Object> details) {
        return user.getEmail() != null && !user.getEmail().isBlank()
                && compose(user.getEmail(), template, subject, details).map(this::queue).orElse(false);
    }

    /**
     * Sends to an address that the account has no more, once the request has committed what the notice tells of.
     *
     * @param address  the old address
     * @param template the template
     * @param subject  message key of the subject, whose value {@code {0}} is the realm's name
     * @param details  what the template shows besides the client's address and device and the time
     */
    public void sendAfterCommit(String address, String template, String subject, Map<String, Object> details) {
        compose(address, template, subject, ofRequest(details)).ifPresent(mail ->
                session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
                    @Override
                    protected void commitImpl() {
                        queue(mail);
                    }

                    @Override
                    protected void rollbackImpl() {
                        // nothing has happened, so there is nothing to tell
                    }
                }));
    }

    private Optional<OutgoingMail> compose(String address, String template, String subject,
            Map<String, Object> details) {
        try {
            return Optional.of(new OutgoingMail(realm.getId(), realm.getSmtpConfig(), address,
                    mail(template, subject, details), Time.currentTimeMillis() + WORTH_TELLING_MILLIS, new Unheard()));
        } catch (EmailException e) {
            LOG.errorf(e, "Realm %s: a notice could not be written", realm.getName());
            return Optional.empty();
        }
    }

    private boolean queue(OutgoingMail mail) {
        Optional<MailQueue.Place> reserved = session.getProvider(MailQueue.class).reserve();
        if (reserved.isEmpty()) {
            LOG.warnf("Realm %s: a notice was not sent, the mail queue is full", realm.getName());
            return false;
        }
        try (MailQueue.Place place = reserved.get()) {
            place.send(mail);
            return true;
        }
    }

    private Map<String, Object> ofRequest(Map<String, Object> details) {
        Map<String, Object> mail = new HashMap<>(details);
        mail.put("ip", session.getContext().getConnection().getRemoteHost());
        mail.put("time", MailTime.now(session.getContext().resolveLocale(user)));
        ClientDevice.name(session).ifPresent(device -> mail.put("device", device));
        return mail;
    }

    private RenderedMail mail(String template, String subject, Map<String, Object> details) throws EmailException {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("latchkeyMail", details);
        return new MailRenderer(session, realm, user, session.getContext().getAuthenticationSession())
                .render(subject, List.of(realm.getDisplayName() == null ? realm.getName() : realm.getDisplayName()),
                        template, attributes);
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
