package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.WebhookReceiver;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes on one PostgreSQL that deliver from one outbox. They share only the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookNodesIT {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final int USERS = 8;
    private static final int EVENTS = 40;

    private final SmtpServer smtp = new SmtpServer();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final Consumer<KeycloakServer.Builder> database = Postgres.prepared("webhook_nodes");
    private final Node one = Probe.node(Postgres.NAME, "webhook-one");
    private final Node two = Probe.node(Postgres.NAME, "webhook-two");

    @AfterAll
    void stop() {
        smtp.close();
        two.close();
        one.close();
        receiver.close();
    }

    @Test
    void aNodeThatIsKilledWhileItDrainsLosesNothingAndTwoNodesSendNothingTwice() {
        one.start(this::options);
        Admin admin = one.admin().roomy(smtp.port()).passwordGrant();
        admin.webhook(receiver.url());
        List<String> users = admin.users("drained", USERS);
        List<String> ids = users.stream().map(admin::userId).toList();
        WebhookLoad.failures(List.of(one.baseUrl()), users, EVENTS);
        receiver.delay(Duration.ofMillis(200));
        receiver.start();
        Eventually.see(SOON, () -> receiver.taken().size(), taken -> taken >= 3 * USERS);
        one.kill();
        assertTrue(of(ids) < USERS * EVENTS, "it was killed while it drained");

        receiver.delay(Duration.ZERO);
        Burst.of(2, number -> List.of(one, two).get(number).start(this::options));
        Eventually.see(SOON, () -> of(ids), received -> received == USERS * EVENTS);
        WebhookLoad.assertComplete(two.admin(), receiver, ids);
        assertTrue(receiver.taken().size() > distinct(receiver.taken()), "what one had sent and not noted came again");

        int before = receiver.taken().size();
        WebhookLoad.failures(List.of(one.baseUrl(), two.baseUrl()), users, EVENTS);
        Eventually.see(SOON, () -> of(ids), received -> received == 2 * USERS * EVENTS);
        WebhookLoad.assertComplete(two.admin(), receiver, ids);
        List<WebhookReceiver.Delivery> together = receiver.taken().subList(before, receiver.taken().size());
        assertEquals(together.size(), distinct(together), "while both live, nothing is sent twice");
    }

    private int of(List<String> userIds) {
        return userIds.stream().mapToInt(id -> WebhookLoad.received(receiver.taken(), id).size()).sum();
    }

    private static int distinct(List<WebhookReceiver.Delivery> deliveries) {
        Set<String> ids = deliveries.stream().map(WebhookReceiver.Delivery::id).collect(Collectors.toSet());
        return ids.size();
    }

    private void options(KeycloakServer.Builder server) {
        database.accept(server);
        WebhookLoad.options(server, receiver);
    }
}
