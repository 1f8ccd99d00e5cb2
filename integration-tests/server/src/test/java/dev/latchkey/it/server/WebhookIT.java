package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.geoip.GeoIpFileWriter;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.WebhookReceiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The delivery of a realm's events to a receiver that behaves as receivers do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookIT {

    private static final Duration SOON = Duration.ofMinutes(4);
    private static final int USERS = 8;
    private static final int EVENTS = 25;

    private final SmtpServer smtp = new SmtpServer();
    private final WebhookReceiver receiver = new WebhookReceiver().start();
    private final Node node = Probe.node("dev-file", "webhook").prepared();
    private final Probe probe = new Probe(node);
    private Admin admin;

    @BeforeAll
    void start() {
        Path places = new GeoIpFileWriter("GeoLite2-City")
                .location("127.0.0.0", 8, Map.of("en", "Berlin"), Map.of("en", "Germany"))
                .to(Distributions.work().resolve("webhook-places.mmdb"));
        node.start(server -> WebhookLoad.options(server.option("spi-latchkey-places--default--file",
                places.toString()), receiver));
        admin = node.admin().roomy(smtp.port()).passwordGrant();
        admin.webhook(receiver.url());
    }

    @AfterAll
    void stop() {
        node.close();
        receiver.close();
        smtp.close();
    }

    @AfterEach
    void cheerUp() {
        receiver.answer(204);
        probe.clock(0);
    }

    @Test
    @Order(1)
    void aReceiverThatIsKilledUnderLoadLosesNothingAndGetsAllInOrder() {
        List<String> users = admin.users("loaded", USERS);
        List<String> ids = users.stream().map(admin::userId).toList();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() ->
                WebhookLoad.failures(List.of(node.baseUrl()), users, EVENTS));
        Eventually.see(SOON, () -> of(ids), received -> received > 0);
        receiver.stop();
        load.join();
        receiver.start();
        Eventually.see(SOON, () -> of(ids), received -> received == USERS * EVENTS);
        WebhookLoad.assertComplete(admin, receiver, ids);
    }

    @Test
    @Order(2)
    void whatAnAdminDoesArrivesWithoutItsRepresentation() {
        String user = admin.users("administered", 1).get(0);
        String id = admin.userId(user);
        admin.call("PUT", "/users/" + id + "/reset-password", Map.of("type", "password", "value",
                "a-new-password-that-must-not-leave"));
        JsonNode delivered = Eventually.see(SOON, () -> receiver.taken().stream()
                .map(WebhookReceiver.Delivery::json)
                .filter(body -> body.at("/data/resource_path").asText().contains(id + "/reset-password"))
                .findFirst(), Optional::isPresent).orElseThrow();
        assertEquals("admin.user.action", delivered.get("type").asText());
        assertEquals("Berlin, Germany", delivered.at("/data/place").asText());
        assertTrue(delivered.get("timestamp").asText().endsWith("Z"));
        assertEquals(Admin.REALM, delivered.at("/data/realm").asText());
        assertTrue(receiver.deliveries().stream().noneMatch(delivery -> delivery.body().contains("must-not-leave")));
    }

    @Test
    @Order(3)
    void attack_redirectOfTheReceiver_isNotFollowed() {
        String user = admin.users("redirected", 1).get(0);
        String id = admin.userId(user);
        awaitDrained();
        receiver.answer(307);
        WebhookLoad.failure(node.baseUrl(), user);
        Eventually.see(SOON, () -> attempts(id), attempts -> attempts.size() >= 2);
        receiver.answer(204);
        Eventually.see(SOON, () -> of(List.of(id)), received -> received == 1);
        assertEquals(List.of(), receiver.strays());
    }

    @Test
    @Order(4)
    void whatIsRefusedTooOftenIsKeptAndAnAdminQueuesItAgain() {
        String user = admin.users("refused", 1).get(0);
        String id = admin.userId(user);
        awaitDrained();
        receiver.answer(400);
        WebhookLoad.failure(node.baseUrl(), user);
        for (int attempt = 1; attempt <= 8; attempt++) {
            int atLeast = attempt;
            Eventually.see(SOON, () -> attempts(id), attempts -> attempts.size() >= atLeast);
            probe.clock(600 * attempt);
        }
        Eventually.see(SOON, () -> admin.call("GET", "/latchkey-webhook", null).get("dead").asInt(), dead -> dead > 0);
        assertTrue(node.log().contains("events were given up after 8 attempts"));
        receiver.answer(204);
        assertTrue(admin.call("POST", "/latchkey-webhook/requeue", null).get("requeued").asInt() > 0);
        Eventually.see(SOON, () -> of(List.of(id)), received -> received == 1);
        assertEquals(1, attempts(id).stream().map(WebhookReceiver.Delivery::id).distinct().count(),
                "under the same id");
        assertTrue(node.metrics().contains("latchkey_webhook_delivery_seconds_count{outcome=\"refused\""));
    }

    @Test
    @Order(5)
    void attack_privateAddress_isNotCalledUnlessAllowed() {
        node.stop();
        node.start(server -> server.option("truststore-paths", receiver.certificate().toString())
                .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__SECRET", "a-secret-of-the-webhook-0123456789"));
        int before = receiver.deliveries().size();
        WebhookLoad.failure(node.baseUrl(), admin.users("inside", 1).get(0));
        Eventually.see(SOON, node::log, log -> log.contains("The webhook's host has an address that is not public"));
        assertEquals(before, receiver.deliveries().size());
    }

    /** A user's failure is delivered after the admin's changes to that user. */
    private void awaitDrained() {
        Eventually.see(SOON, () -> admin.call("GET", "/latchkey-webhook", null).get("waiting").asInt(),
                waiting -> waiting == 0);
    }

    private List<WebhookReceiver.Delivery> attempts(String userId) {
        return receiver.deliveries().stream().filter(delivery -> delivery.user().equals(userId)).toList();
    }

    private int of(List<String> userIds) {
        return userIds.stream().mapToInt(id -> WebhookLoad.received(receiver.taken(), id).size()).sum();
    }
}
