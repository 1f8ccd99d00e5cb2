package dev.latchkey.sms.gateway.receipt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * How a gateway's provider reports on texts.
 *
 * @param shape  of the requests
 * @param secret name of the secret in the realm's part of Keycloak's vault
 */
public record ReceiptConfig(ReceiptShape shape, String secret) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,60}");
    /** What is shorter could be found from one receipt. */
    private static final int MIN_LENGTH = 24;
    private static final long KEPT_MILLIS = Duration.ofSeconds(10).toMillis();
    /** By realm and secret: a flood of forged receipts must not become one of requests to the vault. */
    private static final Map<String, Read> READ = new ConcurrentHashMap<>();

    /** What the vault had, also nothing, and when it was asked. */
    private record Read(Optional<byte[]> key, long at) {
    }

    /**
     * @param shape  as configured; null where the provider does not report
     * @param secret as configured
     * @return the settings; empty where the provider does not report
     * @throws IllegalArgumentException if they cannot be used
     */
    public static Optional<ReceiptConfig> of(String shape, String secret) {
        if (shape == null && secret == null) {
            return Optional.empty();
        }
        if (shape == null || secret == null || !NAME.matcher(secret).matches()) {
            throw new IllegalArgumentException("Receipts need both options, receipts and receipt-secret, of which the"
                    + " second is the name of a secret in the vault");
        }
        return Optional.of(new ReceiptConfig(ReceiptShape.of(shape), secret));
    }

    /**
     * @param session whose context has the realm
     * @return the realm's secret, as this node has read it within the last 10 seconds; empty where the vault has none
     *         of at least 24 characters, and no receipt is believed
     */
    public Optional<byte[]> key(KeycloakSession session) {
        String name = session.getContext().getRealm().getId() + ' ' + secret;
        long now = Time.currentTimeMillis();
        Read known = READ.get(name);
        if (known != null && Math.abs(now - known.at()) < KEPT_MILLIS) {
            return known.key();
        }
        Optional<byte[]> key = read(session);
        READ.put(name, new Read(key, now));
        return key;
    }

    private Optional<byte[]> read(KeycloakSession session) {
        // a file of the vault often ends in a line break that is no part of the secret
        return session.vault().getStringSecret("${vault." + secret + '}').get().map(String::stripTrailing)
                .filter(text -> text.length() >= MIN_LENGTH).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
