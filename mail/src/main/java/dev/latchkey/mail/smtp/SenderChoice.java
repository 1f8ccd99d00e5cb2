package dev.latchkey.mail.smtp;

import java.util.Map;

import org.keycloak.email.DefaultEmailSenderProvider;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Decides which sender hands Latchkey's mails over: in the place of Keycloak's own it is {@link SmtpSender}, which
 * marks them as generated. A sender that an operator has installed, and mails that Keycloak writes, are left alone.
 */
public final class SenderChoice {

    private SenderChoice() {
    }

    /** Hands a mail over. */
    @FunctionalInterface
    public interface Sender {

        /**
         * @param config  the realm's mail settings, as stored
         * @param address of the recipient
         * @param subject the subject
         * @param text    the text part, or null
         * @param html    the HTML part, or null
         * @throws EmailException if the server has not accepted the mail
         */
        void send(Map<String, String> config, String address, String subject, String text, String html)
                throws EmailException;
    }

    /**
     * @param session the session of a mail worker
     * @param config  the realm's mail settings
     * @return what hands a mail over
     */
    public static Sender of(KeycloakSession session, Map<String, String> config) {
        EmailSenderProvider chosen = session.getProvider(EmailSenderProvider.class);
        if (chosen instanceof SmtpSender own) {
            return own::sendAndKeep;
        }
        // of this very class: one that extends it has a reason to
        if (chosen.getClass() != DefaultEmailSenderProvider.class || !new SmtpSettings(config).isUnderstood()) {
            return chosen::send;
        }
        EmailSenderProvider marking = session.getProvider(EmailSenderProvider.class, SmtpSenderFactory.ID);
        // null where the operator has disabled it
        return marking == null ? chosen::send : marking::send;
    }
}
