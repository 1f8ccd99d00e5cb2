package dev.latchkey.quickstart;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/** Writes mails as JSON, for scripts: members {@code to}, {@code subject} and {@code text}, as MailDev names them. */
final class MailJson {

    private static final int FIRST_PRINTABLE = ' ';

    private MailJson() {
    }

    /**
     * Lists mails.
     *
     * @param mails in the order of the list
     * @return a JSON array; the text is empty where a mail has none or cannot be read
     */
    static String list(List<MimeMessage> mails) {
        return mails.stream()
                .map(mail -> "{\"to\":[{\"address\":" + quoted(MailPrinter.recipients(mail)) + "}],\"subject\":"
                        + quoted(MailPrinter.subject(mail)) + ",\"text\":" + quoted(text(mail)) + "}")
                .collect(Collectors.joining(",\n", "[", "]\n"));
    }

    private static String text(MimeMessage mail) {
        try {
            return MailPrinter.part(mail, "text/plain").orElse("").replace("\r\n", "\n");
        } catch (MessagingException | IOException e) {
            return "";
        }
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\' || character < FIRST_PRINTABLE) {
                json.append(String.format("\\u%04x", character));
            } else {
                json.append((char) character);
            }
        });
        return json.append('"').toString();
    }
}
