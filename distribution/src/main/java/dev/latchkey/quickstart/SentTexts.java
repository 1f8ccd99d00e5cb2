package dev.latchkey.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reports texts that telephones have sent to Keycloak, as a provider of texts does, signed by a secret of this start in
 * the vault of the demo realm.
 */
final class SentTexts {

    private static final String OPTION = "KC_SPI_LATCHKEY_SMS_GATEWAY__HTTP__";
    private static final String SECRET = "texts";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final byte[] key;
    private final URI receiver;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();

    /** @param realmUrl URL of the demo realm */
    SentTexts(String realmUrl) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        this.key = Base64.getUrlEncoder().withoutPadding().encode(random);
        this.receiver = URI.create(realmUrl + "/latchkey-texts/inbound/http");
    }

    /**
     * Writes the secret into a vault.
     *
     * @param vault directory of the vault, which is created
     * @return environment of Keycloak by which it reads the vault and takes texts that were sent
     * @throws IOException if the vault cannot be written
     */
    Map<String, String> environment(Path vault) throws IOException {
        Files.createDirectories(vault);
        Files.write(vault.resolve("latchkey_" + SECRET), key);
        return Map.of("KC_VAULT", "file", "KC_VAULT_DIR", vault.toString(), OPTION + "RECEIPTS", "in-house",
                OPTION + "RECEIPT_SECRET", SECRET);
    }

    /**
     * Reports a text.
     *
     * @param from the number of its sender
     * @param text what it says
     * @return HTTP status of Keycloak's answer: 204 when the report was taken
     * @throws IOException if Keycloak cannot be reached
     */
    int send(String from, String text) throws IOException {
        String body = new ObjectMapper().writeValueAsString(Map.of("from", from, "text", text));
        String id = UUID.randomUUID().toString();
        String time = Long.toString(System.currentTimeMillis() / 1000);
        HttpRequest report = HttpRequest.newBuilder(receiver).timeout(PATIENCE)
                .headers("Content-Type", "application/json", "webhook-id", id, "webhook-timestamp", time,
                        "webhook-signature", "v1," + mac(id + '.' + time + '.' + body))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            return client.send(report, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
