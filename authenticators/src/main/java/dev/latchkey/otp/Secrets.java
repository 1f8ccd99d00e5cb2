package dev.latchkey.otp;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes what is mailed, and reads what comes back. */
public final class Secrets {

    private static final int LINK_BYTES = 32;
    private static final int REFERENCE_LENGTH = 4;
    /** No vowels, so that no words come up, and nothing that looks like something else. */
    private static final String REFERENCE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789";
    /** White space, invisible marks that come along with a pasted text or a right-to-left keyboard, and dashes. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Pd}\u2212]");
    private static final Pattern CODE = Pattern.compile("[0-9]{6,10}");
    /** A longer input is no code, however many spaces it has. */
    private static final int MAX_INPUT = 64;

    private final SecureRandom random;

    /** @param random where all of it comes from (ASVS 6.5.3) */
    public Secrets(SecureRandom random) {
        this.random = random;
    }

    /**
     * @param length digits, 6 to 10
     * @return a code, each one as likely as any other, leading zeros included
     */
    public String code(int length) {
        StringBuilder code = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            code.append((char) ('0' + random.nextInt(10)));
        }
        return code.toString();
    }

    /** @return a link token of 256 bits, URL-safe */
    public String linkToken() {
        byte[] bytes = new byte[LINK_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @return a short word that tells mails apart; no secret */
    public String reference() {
        StringBuilder reference = new StringBuilder(REFERENCE_LENGTH);
        for (int i = 0; i < REFERENCE_LENGTH; i++) {
            reference.append(REFERENCE_LETTERS.charAt(random.nextInt(REFERENCE_LETTERS.length())));
        }
        return reference.toString();
    }

    /**
     * Reads a code as it is typed and pasted: in the digits of any script, as phones and input methods give them, with
     * spaces, invisible marks and dashes anywhere.
     *
     * @param input what was typed, may be null
     * @return the digits as ASCII; empty for anything else (ASVS 2.2.1)
     */
    public static Optional<String> normalise(String input) {
        if (input == null || input.length() > MAX_INPUT) {
            return Optional.empty();
        }
        String code = SEPARATORS.matcher(input).replaceAll("").codePoints().map(Secrets::ascii)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return CODE.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    }

    /** Decimal digits alone (Nd): letters count as digits to no one here, nor do superscripts and circled numbers. */
    private static int ascii(int codePoint) {
        return Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER
                ? '0' + Character.digit(codePoint, 10)
                : codePoint;
    }
}
