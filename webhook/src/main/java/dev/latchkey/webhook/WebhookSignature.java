package dev.latchkey.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a delivery as Standard Webhooks 1.0 specifies: HMAC-SHA-256 over id, time and body, one signature for each
 * secret, so that a secret can be replaced without losing a delivery.
 */
public final class WebhookSignature {

    private static final String HMAC = "HmacSHA256";
    private static final String ENCODED = "whsec_";
    private static final int MIN_BYTES = 24;

    private WebhookSignature() {
    }

    static boolean isVaultExpression(String text) {
        return text.startsWith("${vault.") && text.endsWith("}");
    }

    /**
     * @param secret {@code whsec_} and Base64, or any text
     * @return the key
     * @throws IllegalArgumentException if it is shorter than {@value #MIN_BYTES} bytes or no Base64; does not repeat it
     */
    static byte[] key(String secret) {
        byte[] key = secret.startsWith(ENCODED)
                ? decode(secret.substring(ENCODED.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < MIN_BYTES) {
            throw new IllegalArgumentException("spi-events-listener--latchkey-webhook--" + WebhookConfig.SECRET
                    + ": each secret needs at least " + MIN_BYTES + " bytes");
        }
        return key;
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // the exception's own message repeats a part of the secret
            return new byte[0];
        }
    }

    /**
     * @param keys    keys, newest first
     * @param id      the delivery's id
     * @param seconds time of the attempt, epoch seconds
     * @param body    the body
     * @return the header's value: {@code v1,<Base64>}, separated by spaces
     */
    public static String of(List<byte[]> keys, String id, long seconds, String body) {
        byte[] signed = (id + '.' + seconds + '.' + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
