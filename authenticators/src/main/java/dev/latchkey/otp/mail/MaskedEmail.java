package dev.latchkey.otp.mail;

/** Masks an e-mail address so that its owner recognizes it and an unauthenticated requester does not learn it. */
public final class MaskedEmail {

    private static final String HIDDEN = "•••";

    private MaskedEmail() {
    }

    /**
     * @param email an address
     * @return the address with the first and last letter of the local part and of the domain's first label, the rest
     *         hidden; parts of less than four characters show the first letter only
     */
    public static String of(String email) {
        int at = email.lastIndexOf('@');
        if (at < 0) {
            return HIDDEN;
        }
        String domain = email.substring(at + 1);
        int dot = domain.indexOf('.');
        String host = dot < 0 ? domain : domain.substring(0, dot);
        String rest = dot < 0 ? "" : domain.substring(dot);
        return mask(email.substring(0, at)) + '@' + mask(host) + rest;
    }

    private static String mask(String part) {
        int[] letters = part.codePoints().toArray();
        if (letters.length == 0) {
            return HIDDEN;
        }
        String first = Character.toString(letters[0]);
        return letters.length < 4 ? first + HIDDEN : first + HIDDEN + Character.toString(letters[letters.length - 1]);
    }
}
