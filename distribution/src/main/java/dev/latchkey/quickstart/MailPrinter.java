package dev.latchkey.quickstart;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.mail.Address;
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
            Optional<String> text = part(mail, "text/plain");
            return String.join(System.lineSeparator(),
                    RULE,
                    "From:    " + addresses(mail.getFrom()),
                    "To:      " + recipients(mail),
                    "Subject: " + subject(mail),
                    "",
                    text.map(part -> harmless(part).strip().replace("\n", System.lineSeparator()))
                            .orElse("(no text part)"),
                    RULE);
        } catch (MessagingException | IOException e) {
            return "A mail came that cannot be read: " + e.getMessage();
        }
    }

    /** @return the subject on one line */
    static String subject(MimeMessage mail) {
        try {
            return harmless(String.valueOf(mail.getSubject())).replace('\n', ' ');
        } catch (MessagingException e) {
            return "(no subject: " + e.getMessage() + ")";
        }
    }

    /** @return whom it is to, separated by commas */
    static String recipients(MimeMessage mail) {
        try {
            return addresses(mail.getAllRecipients());
        } catch (MessagingException e) {
            return "(nobody: " + e.getMessage() + ")";
        }
    }

    /** @return the first part of a type; empty where there is none */
    static Optional<String> part(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return Optional.of(part.getContent().toString());
        }
        if (part.isMimeType("multipart/*")) {
            Multipart parts = (Multipart) part.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                Optional<String> found = part(parts.getBodyPart(i), type);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String addresses(Address[] addresses) {
        return addresses == null ? "" : Arrays.stream(addresses)
                .map(address -> address instanceof InternetAddress mailbox ? mailbox.toUnicodeString()
                        : address.toString())
                .map(MailPrinter::harmless)
                .collect(Collectors.joining(", "));
    }

    private static String harmless(String text) {
        // names in a mail are typed by unauthenticated requesters: no escape sequence may reach the terminal
        return text.replace("\r\n", "\n").replaceAll("[\\p{Cc}&&[^\\n\\t]]", "?");
    }
}
