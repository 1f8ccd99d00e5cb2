package dev.latchkey.common.net;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The spellings of an e-mail address that one mailbox has. Keycloak converts a domain by the rules of IDNA 2003 when it
 * sends a mail: it takes letters of full width, soft hyphens, invisible spaces and the ideographic full stop for what
 * they look like, and the German sharp s for two letters, although that is another domain since IDNA 2008. The part
 * before the domain is sent as it is written, and each of its words may be quoted without being another (RFC 5321,
 * 4.1.2).
 */
public final class MailAddress {

    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final String ATOM = "[^\\x00-\\x20\\x7f\"(),.:;<>@\\[\\\\\\]]++";
    /** Words that need no quotes. */
    private static final Pattern DOT_STRING = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+");
    private static final char QUOTE = '"';
    private static final char BACKSLASH = '\\';

    private MailAddress() {
    }

    /**
     * Tells whether the mail server gets the domain that is written. Of an international domain two spellings are
     * exact: that of the mail server, to which browsers convert what is typed into a field for addresses, and that in
     * Unicode.
     *
     * @param address an address; null is none
     * @return whether its domain is sent as it is, or its conversion for the mail server can be reversed, apart from
     *         upper case
     */
    public static boolean isExact(String address) {
        int at = address == null ? -1 : address.lastIndexOf('@');
        if (at < 0) {
            return false;
        }
        String domain = address.substring(at + 1).toLowerCase(Locale.ROOT);
        try {
            String sent = IDN.toASCII(domain);
            return HOST.matcher(sent).matches() && (sent.equals(domain) || IDN.toUnicode(sent).equals(domain));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Tells whether an address is in the one spelling that a new account may have, apart from upper case and from the
     * second spelling of an international domain. An account that has another one is mailed all the same.
     *
     * @param address an address; null is none
     * @return whether it is exact, and nothing before its domain is quoted that needs no quotes
     */
    public static boolean isCanonical(String address) {
        return isExact(address) && localPart(address).equals(unquoted(localPart(address)));
    }

    /**
     * @param address an address, or any other text that messages are counted by
     * @return the same text for all spellings of an address that reach one mailbox, in lower case
     */
    public static String key(String address) {
        String text = address.toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        return at < 0 ? text : unquoted(localPart(text)) + '@' + sent(text.substring(at + 1));
    }

    private static String localPart(String address) {
        return address.substring(0, address.lastIndexOf('@'));
    }

    private static String sent(String domain) {
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Keycloak sends no mail there
            return domain;
        }
    }

    /** Without quotes, or within one pair if its words need them; the same part of an address in its shortest form. */
    private static String unquoted(String localPart) {
        if (localPart.indexOf(QUOTE) < 0) {
            return localPart;
        }
        StringBuilder words = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == QUOTE) {
                quoted = !quoted;
            } else {
                boolean escapes = quoted && c == BACKSLASH && i + 1 < localPart.length();
                words.append(escapes ? localPart.charAt(++i) : c);
            }
        }
        return DOT_STRING.matcher(words).matches() ? words.toString()
                : QUOTE + words.toString().replace("\\", "\\\\").replace("\"", "\\\"") + QUOTE;
    }
}
