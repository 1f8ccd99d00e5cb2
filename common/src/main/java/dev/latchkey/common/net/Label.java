package dev.latchkey.common.net;

import java.util.regex.Pattern;

/**
 * The name of a device or another kept credential. The browser's user agent, the owner or an admin chooses it, through
 * any endpoint: it is always untrusted text, kept short and without line breaks, and escaped wherever it is shown.
 */
public final class Label {

    /** Longest label, in UTF-16 code units: no database counts fewer, and some count so. */
    public static final int MAX_LENGTH = 64;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

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
     * Removes all but printable ASCII from a text that honest clients write in ASCII: some databases store nothing else
     * in their default configuration.
     *
     * @param text any text, may be null
     * @return its printable ASCII characters; empty when nothing is left
     */
    public static String ascii(String text) {
        return text == null ? "" : NOT_ASCII.matcher(text).replaceAll("").strip();
    }

    /**
     * @param text any text, may be null
     * @return it as {@link #clean} leaves it, cut off after {@value #MAX_LENGTH} characters
     */
    public static String shorten(String text) {
        return cut(clean(text), MAX_LENGTH);
    }

    /**
     * @param text any text
     * @param max  how many UTF-16 code units may be left of it
     * @return as much of its beginning, without half a character at the end
     */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, max > 0 && Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
