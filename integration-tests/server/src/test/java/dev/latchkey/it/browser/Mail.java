package dev.latchkey.it.browser;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;

/**
 * A mail with a code.
 *
 * @param text the part for programs that show no HTML
 * @param html the part for all others
 */
record Mail(String text, String html) {

    private static final Pattern CODE = Pattern.compile("(?m)^ {4}([0-9]{6,10})\\r?$");
    private static final Pattern LINK = Pattern.compile("(?m)^(http\\S+/latchkey-otp/links/\\S+)\\r?$");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^Referen(?:ce|z): ([A-Z0-9]+)\\r?$");

    static Mail of(MimeMessage message) {
        try {
            Multipart parts = (Multipart) message.getContent();
            return new Mail(parts.getBodyPart(0).getContent().toString(), parts.getBodyPart(1).getContent().toString());
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String code() {
        return find(CODE);
    }

    /** A code of the same length that differs from the one in the mail. */
    String wrongCode() {
        char last = code().charAt(code().length() - 1);
        return code().substring(0, code().length() - 1) + (last == '9' ? '0' : (char) (last + 1));
    }

    String link() {
        return find(LINK);
    }

    String reference() {
        return find(REFERENCE);
    }

    private String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("Not found: " + pattern + " in\n" + text);
        }
        return matcher.group(1);
    }
}
