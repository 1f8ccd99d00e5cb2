package dev.latchkey.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Date;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.keycloak.common.util.Time;

/**
 * A mail that a program has written, and says so: no autoresponder is to answer it (RFC 3834).
 *
 * @param from    its sender
 * @param replyTo who gets answers
 * @param to      its only recipient
 * @param subject its subject
 * @param text    the text part, or null
 * @param html    the HTML part, or null
 */
record SmtpMessage(InternetAddress from, InternetAddress replyTo, InternetAddress to, String subject, String text,
        String html) {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    /**
     * @param session of the connection; to make one costs as much as the rest of a mail
     * @return the mail
     * @throws MessagingException if a part cannot be written
     */
    MimeMessage in(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(from);
        message.setReplyTo(new Address[] {replyTo});
        message.setRecipient(Message.RecipientType.TO, to);
        // a line break would begin a header
        message.setSubject(subject.replaceAll("\\p{Cntrl}+", " "), UTF_8);
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setSentDate(new Date(Time.currentTimeMillis()));
        MimeMultipart parts = new MimeMultipart("alternative");
        if (text != null) {
            MimeBodyPart part = new MimeBodyPart();
            part.setText(text, UTF_8);
            parts.addBodyPart(part);
        }
        if (html != null) {
            MimeBodyPart part = new MimeBodyPart();
            part.setText(html, UTF_8, "html");
            parts.addBodyPart(part);
        }
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    /** Never shows the content: a mail may hold a code. */
    @Override
    public String toString() {
        return "SmtpMessage";
    }
}
