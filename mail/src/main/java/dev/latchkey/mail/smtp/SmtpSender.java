package dev.latchkey.mail.smtp;

import java.io.UnsupportedEncodingException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import org.jboss.logging.Logger;
import org.keycloak.email.DefaultEmailSenderProvider;
import org.keycloak.email.EmailAuthenticator;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ServicesLogger;

/**
 * Sends mails as Keycloak's own sender does, with the same settings, and adds {@code Auto-Submitted: auto-generated}
 * (RFC 3834), so that no autoresponder answers. Keycloak's sender has no place for a header: sending is one method, of
 * which all parts are private. What is inherited is the check of the settings, and how addresses are made.
 */
public final class SmtpSender extends DefaultEmailSenderProvider {

    private static final Logger LOG = Logger.getLogger(SmtpSender.class);

    private final KeycloakSession session;
    private final Map<EmailAuthenticator.AuthenticatorType, EmailAuthenticator> authenticators;
    private final SmtpSessions sessions;
    private final KeptConnections kept;

    SmtpSender(KeycloakSession session,
            Map<EmailAuthenticator.AuthenticatorType, EmailAuthenticator> authenticators, SmtpSessions sessions,
            KeptConnections kept) {
        super(session, authenticators);
        this.session = session;
        this.authenticators = authenticators;
        this.sessions = sessions;
        this.kept = kept;
    }

    /** How a mail came by its connection. */
    private enum Use {
        OPENED, KEPT
    }

    /** Opens a connection for this mail alone, as an administrator expects who tests settings. */
    @Override
    public void send(Map<String, String> config, String address, String subject, String text, String html)
            throws EmailException {
        hand(config, address, subject, text, html, false);
    }

    /**
     * Sends a mail over a connection that was kept from an earlier one of this session's realm, or keeps a new one. If
     * a kept connection fails before the server has seen the mail's content, the mail is sent over a new one.
     *
     * @param config  the realm's mail settings, as stored
     * @param address of the recipient
     * @param subject the subject
     * @param text    the text part, or null
     * @param html    the HTML part, or null
     * @throws EmailException if the server has not accepted the mail
     */
    public void sendAndKeep(Map<String, String> config, String address, String subject, String text, String html)
            throws EmailException {
        hand(config, address, subject, text, html, true);
    }

    private void hand(Map<String, String> config, String address, String subject, String text, String html,
            boolean keep) throws EmailException {
        validate(config);
        SmtpSettings smtp = new SmtpSettings(config);
        String to = smtp.address(address);
        try {
            InternetAddress from = toInternetAddress(smtp.address(smtp.get("from")), smtp.get("fromDisplayName"));
            InternetAddress replyTo = smtp.has("replyTo")
                    ? toInternetAddress(smtp.address(smtp.get("replyTo")), smtp.get("replyToDisplayName")) : from;
            SmtpMessage message = new SmtpMessage(from, replyTo, new InternetAddress(to), subject, text, html);
            if (keep) {
                deliverAndKeep(smtp, message);
            } else {
                deliver(smtp, message);
            }
        } catch (EmailException | MessagingException | UnsupportedEncodingException | RuntimeException e) {
            ServicesLogger.LOGGER.failedToSendEmail(e);
            throw new EmailException("The mail server did not accept the mail; the server's log has the reason", e);
        }
    }

    private void deliver(SmtpSettings smtp, SmtpMessage message) throws EmailException, MessagingException {
        SmtpConnection connection = connect(smtp, true);
        connection.deliver(message);
        connection.end();
    }

    private void deliverAndKeep(SmtpSettings smtp, SmtpMessage message) throws EmailException, MessagingException {
        String realmId = session.getContext().getRealm().getId();
        String fingerprint = smtp.fingerprint(realmId);
        Optional<KeptConnections.Kept> earlier = kept.take(realmId, smtp.server(), fingerprint);
        if (earlier.isPresent() && leaves(message, earlier.get())) {
            return;
        }
        SmtpConnection connection = connect(smtp, false);
        Meters.count(Meter.MAIL_CONNECTIONS, Use.OPENED);
        KeptConnections.Kept opened = kept.opened(connection, realmId, smtp.server(), fingerprint);
        connection.deliver(message);
        kept.give(opened);
    }

    /** Whether the mail has left over a connection that was kept; false if it needs another one. */
    private boolean leaves(SmtpMessage message, KeptConnections.Kept earlier) throws MessagingException {
        try {
            earlier.connection().deliver(message);
        } catch (MessagingException e) {
            // a server that hangs would be waited for twice
            if (e.getCause() instanceof SocketTimeoutException || !earlier.connection().failedBeforeTheMail()) {
                throw e;
            }
            LOG.debug("A mail server has closed a connection that was kept, or takes no more mails over it", e);
            return false;
        }
        Meters.count(Meter.MAIL_CONNECTIONS, Use.KEPT);
        kept.give(earlier);
        return true;
    }

    private SmtpConnection connect(SmtpSettings smtp, boolean waitForGoodbye) throws EmailException {
        // a server that hangs would hold up the thread that closes connections
        SmtpConnection connection = new SmtpConnection(sessions.of(session, smtp, waitForGoodbye));
        authenticators.get(smtp.authentication()).connect(session, smtp.values(), connection);
        return connection;
    }
}
