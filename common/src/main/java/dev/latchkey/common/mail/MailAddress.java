package dev.latchkey.common.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The spellings of an e-mail address that one mailbox has. Keycloak converts a domain by the rules of IDNA 2003 when it
 * sends a mail: it takes letters of full width, soft hyphens, invisible spaces and the ideographic full stop for what
 * they look like, and the German sharp s for two letters, although that is another domain since IDNA 2008.
 */
public final class MailAddress {

    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

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
     * @param address an address, or any other text that messages are counted by
     * @return the same text for all spellings of an address that reach one mailbox, in lower case
     */
    public static String key(String address) {
        String text = address.toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        try {
            return at < 0 ? text
                    : text.substring(0, at + 1) + IDN.toASCII(text.substring(at + 1)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // Keycloak sends no mail there
            return text;
        }
    }
}
