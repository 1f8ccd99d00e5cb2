package dev.latchkey.mail.smtp;

import java.io.OutputStream;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jboss.logging.Logger;

/** A connection to a mail server, which knows how far the server has come with the newest mail. */
final class SmtpConnection extends SMTPTransport {

    private static final Logger LOG = Logger.getLogger(SmtpConnection.class);

    private boolean recipientNamed;
    private boolean contentAsked;
    private boolean failedBeforeTheMail;

    /** @param session the mail library's, with the properties of the connection */
    SmtpConnection(Session session) {
        super(session, new URLName("smtp", null, -1, null, null, null));
    }

    /**
     * Hands a mail over. Ends the connection if that fails.
     *
     * @param mail the mail
     * @throws MessagingException if the server has not accepted it, or did not answer
     */
    void deliver(SmtpMessage mail) throws MessagingException {
        recipientNamed = false;
        contentAsked = false;
        failedBeforeTheMail = false;
        boolean accepted = false;
        try {
            sendMessage(mail.in(session), new Address[] {mail.to()});
            accepted = true;
        } finally {
            if (!accepted) {
                failedBeforeTheMail = !contentAsked && (!recipientNamed || !isConnected());
                end();
            }
        }
    }

    @Override
    protected void rcptTo() throws MessagingException {
        recipientNamed = true;
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        OutputStream content = super.data();
        contentAsked = true;
        return content;
    }

    /**
     * @return whether {@link #deliver} has failed before the server could see the mail, and not because of its
     *         recipient: sent over another connection, the mail arrives once
     */
    boolean failedBeforeTheMail() {
        return failedBeforeTheMail;
    }

    /** Ends the connection, with {@code QUIT} where it still stands. */
    void end() {
        try {
            close();
        } catch (MessagingException e) {
            LOG.debug("A connection to a mail server was closed by the server", e);
        }
    }
}
