package dev.latchkey.it.flow;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;

/** A mail with a code, as its recipient sees it. */
public final class Mail {

    private static final Pattern CODE = Pattern.compile("(?m)^ {4}([0-9]{6,10})\\r?$");
    private static final Pattern LINK = Pattern.compile("(?m)^(https?://\\S+/latchkey-otp/links/\\S+?)\\r?$");
    private static final String SPEAKS_OF_LINK = "(?is).*(/latchkey-otp/|<a\\b|\\blink\\b|\\bbrowser\\b).*";
    private static final Pattern SUBJECT_REFERENCE = Pattern.compile("([A-Z0-9]{4})\\)$");

    private final MimeMessage message;
    private final String text;
    private final String html;

    Mail(MimeMessage message) {
        this.message = message;
        this.text = part(message, "text/plain");
        this.html = part(message, "text/html");
    }

    static boolean isTo(MimeMessage message, String address) {
        try {
            return Arrays.stream(message.getRecipients(Message.RecipientType.TO))
                    .anyMatch(recipient -> recipient.toString().equalsIgnoreCase(address));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    String code() {
        return find(CODE, text).orElseThrow(() -> new AssertionError("No code in the mail:\n" + text));
    }

    String link() {
        return linkIfAny().orElseThrow(() -> new AssertionError("No link in the mail:\n" + text));
    }

    Optional<String> codeIfAny() {
        return find(CODE, text);
    }

    Optional<String> linkIfAny() {
        return find(LINK, text);
    }

    /** Whether a part of the mail holds a link to a code's page, or speaks of a link or a browser. */
    boolean speaksOfLink() {
        return text.matches(SPEAKS_OF_LINK) || html.matches(SPEAKS_OF_LINK);
    }

    /** The token in the link. */
    String token() {
        return link().replaceFirst(".*[?]token=([^&]+).*", "$1");
    }

    String reference() {
        return find(SUBJECT_REFERENCE, subject()).orElseThrow(() -> new AssertionError("No reference: " + subject()));
    }

    String subject() {
        return read(message::getSubject);
    }

    String text() {
        return text;
    }

    String html() {
        return html;
    }

    /** All recipients in the mail's headers. */
    int recipients() {
        return read(message::getAllRecipients).length;
    }

    int headers(String name) {
        return header(name).size();
    }

    /** The values of a header; none when the mail does not have it. */
    List<String> header(String name) {
        return Optional.ofNullable(read(() -> message.getHeader(name))).map(List::of).orElse(List.of());
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String part(MimeMessage message, String type) {
        return read(() -> {
            Multipart parts = (Multipart) message.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                if (part.isMimeType(type)) {
                    return (String) part.getContent();
                }
            }
            throw new AssertionError("No " + type + " in the mail");
        });
    }

    private static <T> T read(Source<T> source) {
        try {
            return source.get();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Source<T> {
        T get() throws MessagingException, IOException;
    }
}
