package dev.latchkey.common.keys;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A server-wide secret that is mixed into the realm's key.
 *
 * @param id     short name derived from the secret, stored with every row; reveals nothing about the secret
 * @param secret the secret's bytes; empty for "no pepper"
 */
record Pepper(String id, byte[] secret) {

    /** Shortest pepper accepted, in characters. */
    static final int MIN_LENGTH = 32;

    /** The pepper of a server without one. */
    static final Pepper NONE = new Pepper("-", new byte[0]);

    private static final char SEPARATOR = '/';

    /**
     * @param secret the configured text
     * @return the pepper
     * @throws IllegalArgumentException if it is shorter than {@value #MIN_LENGTH} characters; the message does not
     *                                  repeat it
     */
    static Pepper of(String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "spi-latchkey-keys--default--pepper: each pepper needs at least " + MIN_LENGTH + " characters");
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] digest = KeyRing.hmac(bytes, "latchkey pepper id".getBytes(StandardCharsets.UTF_8));
        return new Pepper(HexFormat.of().formatHex(digest, 0, 4), bytes);
    }

    /**
     * @param kid a realm key's id
     * @return the id of the key that is derived from both
     */
    String keyId(String kid) {
        return kid + SEPARATOR + id;
    }

    /**
     * @param keyId the id of a derived key
     * @return whether this pepper is part of it
     */
    boolean made(String keyId) {
        return keyId.endsWith(SEPARATOR + id);
    }
}
