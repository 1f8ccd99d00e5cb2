package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Properties;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;

class MailPrinterTest {

    private static final String RULE = "-".repeat(72);

    @Test
    void printsSenderRecipientSubjectAndTheTextOfAMailWithTwoParts() throws MessagingException {
        MimeMessage mail = mail("Your code");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Your code is 012345.\nGrüße", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>Your code is 012345.</p>", "text/html; charset=UTF-8");
        mail.setContent(new MimeMultipart("alternative", text, html));
        mail.saveChanges();

        assertEquals(
                List.of(RULE, "From:    Latchkey Demo <noreply@latchkey.example>", "To:      alice@latchkey.example",
                        "Subject: Your code", "", "Your code is 012345.", "Grüße", RULE),
                MailPrinter.print(mail).lines().toList());
    }

    @Test
    void saysThatAMailHasNoText() throws MessagingException {
        MimeMessage mail = mail("Only HTML");
        mail.setContent("<p>Hello</p>", "text/html");
        mail.saveChanges();

        assertTrue(MailPrinter.print(mail).contains("(no text part)"));
    }

    @Test
    void letsNoEscapeSequenceReachTheTerminal() throws MessagingException {
        MimeMessage mail = mail("Hello \u001b[31m");
        mail.setText("Dear \u001b]0;title\u0007 Alice\u009b1m", "UTF-8");
        mail.saveChanges();

        String printed = MailPrinter.print(mail);

        assertTrue(printed.contains("Dear ?]0;title? Alice?1m"), printed);
        assertTrue(printed.contains("Subject: Hello ?[31m"), printed);
    }

    private static MimeMessage mail(String subject) throws MessagingException {
        MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
        mail.setFrom(InternetAddress.parse("Latchkey Demo <noreply@latchkey.example>")[0]);
        mail.setRecipients(Message.RecipientType.TO, "alice@latchkey.example");
        mail.setSubject(subject, "UTF-8");
        return mail;
    }
}
