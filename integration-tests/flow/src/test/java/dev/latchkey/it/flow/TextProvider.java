package dev.latchkey.it.flow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.keycloak.testframework.realm.ManagedRealm;

/** A provider of texts, which reports what became of them and which ones phones have sent, and its imitators. */
final class TextProvider {

    static final String SECRET = "the-provider-of-texts-has-this";
    static final int FORBIDDEN = 403;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String kind;

    /** @param kind of what it reports: receipts or inbound */
    TextProvider(String kind) {
        this.kind = kind;
    }

    /** Puts the secret into the realm's part of the vault. */
    static void keepSecret(ManagedRealm realm) throws IOException {
        keepSecret(realm, SECRET);
    }

    /** Puts another secret there. */
    static void keepSecret(ManagedRealm realm, String secret) throws IOException {
        Files.writeString(FlowServer.VAULT.resolve(realm.getName().replace("_", "__") + "_receipts"), secret + '\n');
    }

    /** Begins a request without a signature. */
    HttpRequest.Builder to(ManagedRealm receiver, String gatewayAndQuery) {
        return HttpRequest.newBuilder(
                URI.create(receiver.getBaseUrl() + "/latchkey-texts/" + kind + '/' + gatewayAndQuery));
    }

    int post(HttpRequest.Builder request, String body) {
        try {
            return client.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder signed(ManagedRealm receiver, String secret, long seconds, String body) {
        String id = UUID.randomUUID().toString();
        String signature = "v1," + hmac("HmacSHA256", secret, id + '.' + seconds + '.' + body);
        return to(receiver, "http").headers("webhook-id", id, "webhook-timestamp", String.valueOf(seconds),
                "webhook-signature", signature);
    }

    /** Posts what the provider itself would. */
    int report(ManagedRealm receiver, String body) {
        return post(signed(receiver, SECRET, now(), body), body);
    }

    static String hmac(String algorithm, String secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
