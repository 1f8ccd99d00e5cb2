package dev.latchkey.quickstart;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/** Writes mails and texts as JSON, for scripts: of mails the members that MailDev has. */
final class MailJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MailJson() {
    }

    /**
     * Lists mails, with the members {@code to}, {@code subject} and {@code text}.
     *
     * @param mails in the order of the list
     * @return a JSON array; the text is empty where a mail has none or cannot be read
     */
    static String list(List<MimeMessage> mails) {
        ArrayNode list = MAPPER.createArrayNode();
        mails.forEach(mail -> {
            ObjectNode one = list.addObject();
            one.putArray("to").addObject().put("address", MailPrinter.recipients(mail));
            one.put("subject", MailPrinter.subject(mail)).put("text", text(mail));
        });
        return list.toString();
    }

    /**
     * Lists texts, with the members {@code number} and {@code text}.
     *
     * @param texts in the order of the list
     * @return a JSON array
     */
    static String ofTexts(List<TextInbox.Text> texts) {
        ArrayNode list = MAPPER.createArrayNode();
        texts.forEach(text -> list.addObject().put("number", text.number()).put("text", text.body()));
        return list.toString();
    }

    private static String text(MimeMessage mail) {
        try {
            return MailPrinter.part(mail, "text/plain").orElse("").replace("\r\n", "\n");
        } catch (MessagingException | IOException e) {
            return "";
        }
    }
}
