package dev.latchkey.quickstart;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** Turns a mail into text for the console. */
final class MailPrinter {

    private static final String RULE = "-".repeat(72);

    private MailPrinter() {
    }

    /**
     * Renders sender, recipients, subject and the plain-text part.
     *
     * @param mail the mail
     * @return several lines between two rules
     */
    static String print(MimeMessage mail) {
        try {
            String text = text(mail);
            return String.join(System.lineSeparator(),
                    RULE,
                    "From:    " + addresses(mail.getFrom()),
                    "To:      " + addresses(mail.getAllRecipients()),
                    "Subject: " + harmless(String.valueOf(mail.getSubject())).replace('\n', ' '),
                    "",
                    text == null ? "(no text part)" : harmless(text).strip().replace("\n", System.lineSeparator()),
                    RULE);
        } catch (MessagingException | IOException e) {
            return "A mail came that cannot be read: " + e.getMessage();
        }
    }

    private static String text(Part part) throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            return part.getContent().toString();
        }
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart child = parts.getBodyPart(i);
                String text = text(child);
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    private static String addresses(Address[] addresses) {
        return addresses == null ? "" : Arrays.stream(addresses)
                .map(address -> address instanceof InternetAddress mailbox ? mailbox.toUnicodeString()
                        : address.toString())
                .map(MailPrinter::harmless)
                .collect(Collectors.joining(", "));
    }

    private static String harmless(String text) {
        // names in a mail are typed by strangers: no escape sequence may reach the terminal
        return text.replace("\r\n", "\n").replaceAll("[\\p{Cc}&&[^\\n\\t]]", "?");
    }
}
