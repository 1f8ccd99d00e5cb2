package dev.latchkey.mail;

import java.util.Map;

import dev.latchkey.mail.smtp.SenderChoice;
import dev.latchkey.mail.smtp.SmtpSender;
import dev.latchkey.mail.smtp.SmtpSettings;
import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;

/**
 * A mail, handed over by {@link SmtpSender}, or by the {@link EmailSenderProvider} that an operator has put in the
 * place of Keycloak's.
 *
 * @param smtp    the realm's mail settings
 * @param address the one recipient, as stored with the account
 * @param content subject and body
 */
public record MailDelivery(Map<String, String> smtp, String address, RenderedMail content) implements Delivery {

    /** Id of the channel that sends mails. It is always there. */
    public static final String CHANNEL = "email";

    private static final Logger LOG = Logger.getLogger(MailDelivery.class);

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public String server() {
        return new SmtpSettings(smtp).server();
    }

    @Override
    public ServerAnswer handOver(KeycloakSession session) {
        try {
            SenderChoice.of(session, smtp).send(smtp, address, content.subject(), content.text(), content.html());
            return ServerAnswer.TAKEN;
        } catch (EmailException | RuntimeException e) {
            LOG.debugf(e, "The mail server of realm %s did not take a mail", session.getContext().getRealm().getId());
            return ServerAnswer.of(e);
        }
    }

    /** Never shows the settings or the content: both hold secrets. */
    @Override
    public String toString() {
        return "MailDelivery";
    }
}
