package dev.latchkey.it.kit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail as a mail server accepted it.
 *
 * @param to   the envelope's recipient
 * @param text its text part
 * @param from the envelope's sender
 * @param data all of it, each character a byte
 */
public record Mail(String to, String text, String from, String data) {

    private static final Pattern CODE = Pattern.compile("(?m)^ {4}(\\d{6,10})\\s*$");
    private static final Pattern REFERENCE = Pattern.compile("Reference: ([A-Z0-9]+)");
    private static final Pattern LINK = Pattern.compile("https?://\\S+/latchkey-otp/links/\\S+");
    private static final Pattern TOKEN = Pattern.compile("[?&]token=([A-Za-z0-9_-]+)");

    /** @return the code in it */
    public String code() {
        return first(CODE, 1);
    }

    /** @return whether there is a code in it */
    public boolean hasCode() {
        return CODE.matcher(text).find();
    }

    /** @return the short reference that the page shows as well */
    public String reference() {
        return first(REFERENCE, 1);
    }

    /** @return the link in it */
    public String link() {
        return first(LINK, 0);
    }

    /** @return the token in the link */
    public String token() {
        return first(TOKEN, 1);
    }

    /** @return a code of the same length that differs from the one in it */
    public String wrongCode() {
        String code = code();
        return code.substring(1) + (char) ('0' + (code.charAt(0) - '0' + 1) % 10);
    }

    private String first(Pattern pattern, int group) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("The mail to " + to + " lacks " + pattern);
        }
        return found.group(group);
    }
}
