package dev.latchkey.secretcode;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.credential.RotatingSecret;

/**
 * A secret code as an app stores it: {@value #LENGTH} URL-safe characters that encode selector (96 bits), generation
 * (32) and MAC (160) without unused bits, so that each code has exactly one text.
 */
public final class SecretCodeText {

    /** Characters of a code. */
    public static final int LENGTH = 48;

    private static final int SELECTOR_BYTES = 12;
    private static final int SELECTOR_LENGTH = 16;
    private static final int MAC_BYTES = 20;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{" + LENGTH + "}");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private SecretCodeText() {
    }

    /**
     * @param random source of randomness
     * @return a new selector
     */
    public static String newSelector(SecureRandom random) {
        byte[] bytes = new byte[SELECTOR_BYTES];
        random.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }

    /**
     * @param secret a code
     * @return its text
     */
    public static String of(RotatingSecret secret) {
        ByteBuffer rest = ByteBuffer.allocate(Integer.BYTES + MAC_BYTES);
        rest.putInt(secret.generation()).put(secret.mac());
        return secret.selector() + ENCODER.encodeToString(rest.array());
    }

    /**
     * Parses what a client presents, without a database query.
     *
     * @param text the text, may be null
     * @return the code; empty when the text does not have the format of one
     */
    public static Optional<RotatingSecret> parse(String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        ByteBuffer rest = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(SELECTOR_LENGTH)));
        int generation = rest.getInt();
        byte[] mac = new byte[MAC_BYTES];
        rest.get(mac);
        return generation < 1
                ? Optional.empty()
                : Optional.of(new RotatingSecret(text.substring(0, SELECTOR_LENGTH), generation, mac));
    }
}
