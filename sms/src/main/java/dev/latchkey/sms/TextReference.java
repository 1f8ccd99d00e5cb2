package dev.latchkey.sms;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a text with a code, by which its delivery receipt finds the page that waits. It is no secret and proves
 * nothing.
 *
 * @param realmId     the realm that sends
 * @param challengeId the challenge of the code
 * @param sentAt      when the text was queued, epoch milliseconds, which distinguishes it from other texts of the
 *                    challenge
 */
public record TextReference(String realmId, String challengeId, long sentAt) {

    private static final int RADIX = 36;
    private static final Pattern WRITTEN = Pattern.compile("([0-9a-f-]{36})\\.([0-9a-z]{1,10})");

    /** @return what a gateway repeats in its receipt, at most 47 characters: letters, digits, hyphens and one dot */
    public String written() {
        return challengeId + '.' + Long.toString(sentAt, RADIX);
    }

    /**
     * @param realmId the realm whose receipt it is
     * @param text    what a receipt holds; may be null
     * @return the text that it names; empty when it names none
     */
    public static Optional<TextReference> read(String realmId, String text) {
        Matcher written = WRITTEN.matcher(text == null ? "" : text);
        return written.matches()
                ? Optional.of(new TextReference(realmId, written.group(1), Long.parseLong(written.group(2), RADIX)))
                : Optional.empty();
    }
}
