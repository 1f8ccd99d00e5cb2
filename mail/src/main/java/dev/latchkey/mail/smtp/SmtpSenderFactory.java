package dev.latchkey.mail.smtp;

import org.keycloak.email.DefaultEmailSenderProviderFactory;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Makes {@link SmtpSender}s, for Latchkey's own mails, or for all of them where the server was built with
 * {@code spi-email-sender--provider=latchkey}. It extends Keycloak's factory for the ways in which that authenticates
 * at mail servers.
 */
public final class SmtpSenderFactory extends DefaultEmailSenderProviderFactory {

    /** Id of the provider. */
    static final String ID = "latchkey";

    private final SmtpSessions sessions = new SmtpSessions();
    private final KeptConnections kept = new KeptConnections(System::nanoTime);

    @Override
    public EmailSenderProvider create(KeycloakSession session) {
        return new SmtpSender(session, getEmailAuthenticators(), sessions, kept);
    }

    /** Called when the mail queue is empty or has given up, because that depends on the sender. */
    @Override
    public void close() {
        kept.close();
        super.close();
    }

    @Override
    public String getId() {
        return ID;
    }
}
