package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.WebhookReceiver;
import dev.latchkey.quickstart.KeycloakServer;

/** Produces events by failed sign-ins, and verifies what a receiver got of them. */
final class WebhookLoad {

    private static final String SECRET = "a-secret-of-the-webhook-0123456789";
    private static final int THREADS = 8;
    private static final String WRONG = "a-wrong-password-that-must-not-leave";

    private WebhookLoad() {
    }

    /** Options of a server that may call a receiver on the loopback address. */
    static void options(KeycloakServer.Builder server, WebhookReceiver receiver) {
        options(server, List.of(receiver));
    }

    /** The same, for several receivers. */
    static void options(KeycloakServer.Builder server, List<WebhookReceiver> receivers) {
        server.option("truststore-paths", receivers.stream().map(receiver -> receiver.certificate().toString())
                        .distinct().collect(Collectors.joining(",")))
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__SECRET", SECRET)
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__ALLOW_PRIVATE_ADDRESSES", "true")
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__MAX_ATTEMPTS", "8")
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__FAILURES_USER_MINUTE", "60000")
                // a lease of twenty seconds, for which the other nodes wait after one has died
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__TIMEOUT_SECONDS", "5");
    }

    /** Each user fails to sign in this many times, one after the other, on the servers in turn; all users at once. */
    static void failures(List<String> baseUrls, List<String> users, int times) {
        Burst.of(users.size(), number -> {
            for (int i = 0; i < times; i++) {
                failure(baseUrls.get((number + i) % baseUrls.size()), users.get(number));
            }
            return null;
        });
    }

    static void failure(String baseUrl, String user) {
        failure(baseUrl, Admin.REALM, user);
    }

    static void failure(String baseUrl, String realm, String user) {
        token(baseUrl, realm, "admin-cli", user);
    }

    /** Failing requests that concern no user. */
    static void failuresWithoutUser(String baseUrl, String realm, int count) {
        Burst.of(count, THREADS, number -> {
            token(baseUrl, realm, "made-up-" + number, "nobody");
            return null;
        });
    }

    /** Begins a sign-in anew in its tab, which succeeds and concerns no user. */
    static void restarts(String baseUrl, String realm, int times) {
        Browser browser = new Browser(baseUrl);
        String account = "/realms/" + realm + "/account/";
        Page page = browser.get("/realms/" + realm + "/protocol/openid-connect/auth?client_id=account"
                + "&response_type=code&scope=openid&redirect_uri="
                + URLEncoder.encode(baseUrl + account, StandardCharsets.UTF_8));
        String tab = Arrays.stream(URI.create(page.action("kc-form-login")).getRawQuery().split("&"))
                .filter(parameter -> !parameter.startsWith("session_code=") && !parameter.startsWith("execution="))
                .collect(Collectors.joining("&"));
        for (int i = 0; i < times; i++) {
            browser.get("/realms/" + realm + "/login-actions/restart?" + tab);
        }
    }

    private static void token(String baseUrl, String realm, String client, String user) {
        new Browser(baseUrl).post("/realms/" + realm + "/protocol/openid-connect/token", Map.of(
                "grant_type", "password", "client_id", client, "username", user, "password", WRONG));
    }

    /** Events that Keycloak has stored for a user, in their order. */
    static List<String> stored(Admin admin, String userId) {
        List<JsonNode> events = new ArrayList<>();
        admin.events("LOGIN_ERROR", userId).forEach(events::add);
        events.sort((one, other) -> Long.compare(one.get("time").asLong(), other.get("time").asLong()));
        return events.stream().map(event -> event.get("id").asText()).toList();
    }

    /** Events that the receiver has got for a user, in the order in which each arrived for the first time. */
    static List<String> received(List<WebhookReceiver.Delivery> deliveries, String userId) {
        return deliveries.stream().filter(delivery -> delivery.user().equals(userId))
                .map(delivery -> delivery.json().at("/data/event_id").asText()).distinct().toList();
    }

    /**
     * No event is lost or out of order for any user, duplicates are the same delivery, all are signed, none has a
     * secret.
     */
    static void assertComplete(Admin admin, WebhookReceiver receiver, List<String> userIds) {
        List<WebhookReceiver.Delivery> taken = receiver.taken();
        for (String userId : userIds) {
            assertEquals(stored(admin, userId), received(taken, userId));
        }
        Map<String, String> bodies = new HashMap<>();
        for (WebhookReceiver.Delivery delivery : receiver.deliveries()) {
            assertEquals(delivery.body(), bodies.computeIfAbsent(delivery.id(), id -> delivery.body()));
            assertEquals(signature(delivery), delivery.signature());
            assertFalse(delivery.body().contains(WRONG), delivery::body);
        }
        Map<String, Long> events = taken.stream().collect(Collectors.toMap(WebhookReceiver.Delivery::id,
                        delivery -> 1L, Long::sum, LinkedHashMap::new));
        assertEquals(events.size(), taken.stream().map(delivery -> delivery.json().at("/data/event_id").asText())
                .distinct().count(), "an event has one id, however often it is delivered");
    }

    private static String signature(WebhookReceiver.Delivery delivery) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(
                    (delivery.id() + '.' + delivery.timestamp() + '.' + delivery.body())
                            .getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
