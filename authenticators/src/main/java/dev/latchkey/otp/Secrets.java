package dev.latchkey.otp;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Generates seeds of challenges, spells references, and parses typed codes. */
public final class Secrets {

    private static final int SEED_BYTES = 16;
    private static final int REFERENCE_LENGTH = 4;
    /** No vowels, so that no words result, and no characters that look alike. */
    private static final String REFERENCE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789";
    /** The number of references. */
    static final long REFERENCES = Math.round(Math.pow(REFERENCE_LETTERS.length(), REFERENCE_LENGTH));
    /** White space, invisible marks that pasted text or right-to-left keyboards add, and dashes. */
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Pd}\u2212]");
    private static final Pattern CODE = Pattern.compile("[0-9]{6,10}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{" + NumberPrompt.LENGTH + "}");
    /** Longer input is rejected, even if the rest is spaces. */
    private static final int MAX_INPUT = 64;

    private final SecureRandom random;

    /** @param random the source of randomness (ASVS 6.5.3) */
    public Secrets(SecureRandom random) {
        this.random = random;
    }

    /** @return 128 random bits, base64url: the seed of a code and a link token */
    public String seed() {
        byte[] bytes = new byte[SEED_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * @param number which one, from 0 and below {@link #REFERENCES}
     * @return a word of four characters that distinguishes mails; not secret
     */
    static String reference(long number) {
        StringBuilder reference = new StringBuilder(REFERENCE_LENGTH);
        for (long left = number; reference.length() < REFERENCE_LENGTH; left /= REFERENCE_LETTERS.length()) {
            reference.append(REFERENCE_LETTERS.charAt((int) (left % REFERENCE_LETTERS.length())));
        }
        return reference.toString();
    }

    /**
     * Parses a code as users type and paste it: in the decimal digits of any script, as phones and input methods
     * produce them, with spaces, invisible marks and dashes anywhere.
     *
     * @param input the typed text, may be null
     * @return the digits as ASCII; empty for anything else (ASVS 2.2.1)
     */
    public static Optional<String> normalise(String input) {
        return digits(input, CODE);
    }

    /**
     * Parses the number that is typed where a link is opened in another browser, as {@link #normalise} does a code.
     *
     * @param input the typed text, may be null
     * @return the digits as ASCII; empty for anything else
     */
    public static Optional<String> number(String input) {
        return digits(input, NUMBER);
    }

    private static Optional<String> digits(String input, Pattern form) {
        if (input == null || input.length() > MAX_INPUT) {
            return Optional.empty();
        }
        String code = SEPARATORS.matcher(input).replaceAll("").codePoints().map(Secrets::ascii)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return form.matcher(code).matches() ? Optional.of(code) : Optional.empty();
    }

    /** Converts decimal digits (Nd) only: letters, superscripts and circled numbers are not digits of a code. */
    private static int ascii(int codePoint) {
        return Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER
                ? '0' + Character.digit(codePoint, 10)
                : codePoint;
    }
}
