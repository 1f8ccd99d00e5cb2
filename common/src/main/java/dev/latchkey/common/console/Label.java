package dev.latchkey.common.console;

import java.util.regex.Pattern;

/**
 * What a device or another kept credential is called. Whoever says so, the browser by its user agent, the owner or an
 * admin, by whatever door: it is untrusted text, kept short and free of what could break a line, and escaped wherever
 * it is shown.
 */
public final class Label {

    /** Longest label, in characters. */
    public static final int MAX_LENGTH = 64;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Label() {
    }

    /**
     * @param text any text, may be null
     * @return it in one line, without control characters; empty when nothing is left
     */
    public static String clean(String text) {
        return text == null ? "" : UNPRINTABLE.matcher(text).replaceAll("").strip();
    }

    /**
     * @param text any text, may be null
     * @return it as {@link #clean} leaves it, cut off after {@value #MAX_LENGTH} characters
     */
    public static String shorten(String text) {
        String clean = clean(text);
        return clean.codePointCount(0, clean.length()) <= MAX_LENGTH
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, MAX_LENGTH));
    }
}
