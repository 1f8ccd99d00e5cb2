package dev.latchkey.credential;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacCheck;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.keys.SignedMac;

/**
 * A credential that a device or app keeps and that changes with each use: a selector, which names the row, a generation
 * and a MAC over both and the row's salt. Nothing in the row can be presented, and forging needs both the key and the
 * row.
 *
 * @param selector   names the row: 128 random bits, URL-safe
 * @param generation counts the uses, 1 or more
 * @param mac        {@value #MAC_BYTES} bytes
 */
public record RotatingSecret(String selector, int generation, byte[] mac) {

    private static final int SELECTOR_BYTES = 16;
    private static final int SALT_BYTES = 16;
    /** 160 bits (RFC 6749, 10.10). */
    private static final int MAC_BYTES = 20;
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{22})\\.([1-9][0-9]{0,8})\\.([A-Za-z0-9_-]{27})");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /**
     * @param random where it comes from
     * @return a new selector
     */
    public static String newSelector(SecureRandom random) {
        return random(random, SELECTOR_BYTES);
    }

    /**
     * @param random where it comes from
     * @return a new salt for a row
     */
    public static String newSalt(SecureRandom random) {
        return random(random, SALT_BYTES);
    }

    private static String random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }

    /**
     * Makes the credential of one generation of a row.
     *
     * @param ring       the keys
     * @param keyId      the key to make it with
     * @param row        what the MAC covers besides the generation
     * @param generation which generation, 1 or more
     * @return the credential; empty when this node does not know the key
     */
    public static Optional<RotatingSecret> of(KeyRing ring, String keyId, Row row, int generation) {
        return ring.sign(keyId, row.message(generation))
                .map(mac -> new RotatingSecret(row.selector(), generation, Arrays.copyOf(mac.value(), MAC_BYTES)));
    }

    /**
     * Parses what a client presents, without asking a database.
     *
     * @param text the text, may be null
     * @return the credential; empty for any text of another form
     */
    public static Optional<RotatingSecret> parse(String text) {
        if (text == null || text.length() > 64) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new RotatingSecret(form.group(1), Integer.parseInt(form.group(2)),
                        Base64.getUrlDecoder().decode(form.group(3))))
                : Optional.empty();
    }

    /** Checks the MAC, in constant time. */
    boolean madeBy(KeyRing ring, String keyId, Row row) {
        return ring.verifyPrefix(row.message(generation), new SignedMac(keyId, mac)) == MacCheck.MATCH;
    }

    /** @return the credential as the device or app keeps it */
    public String format() {
        return selector + '.' + generation + '.' + ENCODER.encodeToString(mac);
    }

    /** Never shows the MAC. */
    @Override
    public String toString() {
        return "RotatingSecret[" + selector + ", " + generation + "]";
    }

    /**
     * What the MAC covers besides the generation.
     *
     * @param kind     what the credential is for, such as {@code device}
     * @param realmId  the realm
     * @param selector the row's id
     * @param salt     the row's salt
     */
    public record Row(String kind, String realmId, String selector, String salt) {

        MacMessage message(int generation) {
            return MacMessage.of("1", kind, realmId, selector, salt, Integer.toString(generation));
        }
    }
}
