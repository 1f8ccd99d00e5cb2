package dev.latchkey.webhook;

import java.net.URI;
import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The receiver of a realm's events.
 *
 * @param realm the realm's name
 * @param url   the receiver's URL, which begins with https
 * @param keys  what deliveries are signed with, newest first
 */
public record WebhookEndpoint(String realm, URI url, List<byte[]> keys) {

    /** The realm attribute with the receiver's URL. */
    static final String URL = "latchkey.webhook.url";

    /**
     * @param session the session; its realm is set
     * @param realm   the realm
     * @param config  the server's settings
     * @return the endpoint
     * @throws IllegalStateException if the realm or the server is not set up for it; the message holds no secret
     */
    public static WebhookEndpoint of(KeycloakSession session, RealmModel realm, WebhookConfig config) {
        if (config.secrets().isEmpty()) {
            throw new IllegalStateException("spi-events-listener--latchkey-webhook--secret is not set");
        }
        return new WebhookEndpoint(realm.getName(), url(realm.getAttribute(URL)),
                config.secrets().stream().map(secret -> WebhookSignature.key(resolve(session, secret))).toList());
    }

    private static String resolve(KeycloakSession session, String secret) {
        if (!WebhookSignature.isVaultExpression(secret)) {
            return secret;
        }
        return session.vault().getStringSecret(secret).get().orElseThrow(() ->
                new IllegalStateException("Keycloak's vault does not hold the webhook's secret " + secret));
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text == null ? "" : text.strip());
            if ("https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The realm attribute " + URL + " is no URL", e);
        }
        throw new IllegalStateException("The realm attribute " + URL + " is not set to a URL that begins with https");
    }
}
