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

    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    private MailAddress() {
    }

    /**
     * Tells whether the mail server gets the domain as it is written. Of all spellings of a domain one alone is exact:
     * that in Unicode where IDNA 2003 has one, in lower case, otherwise that of the mail server.
     *
     * @param address an address; null is none
     * @return whether the conversion of its domain for the mail server can be reversed, apart from upper case
     */
    public static boolean isExact(String address) {
        int at = address == null ? -1 : address.lastIndexOf('@');
        if (at < 0) {
            return false;
        }
        String domain = address.substring(at + 1).toLowerCase(Locale.ROOT);
        try {
            String sent = IDN.toASCII(domain);
            return HOST.matcher(sent).matches() && IDN.toUnicode(sent).equals(domain);
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
