package dev.latchkey.common.webhook;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.outbox.OutboxEvent;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/** Sends events to one endpoint: those of one user one after the other, those of different users side by side. */
final class Batch {

    private static final Logger LOG = Logger.getLogger(Batch.class);

    private final WebhookClient client;
    private final WebhookEndpoint endpoint;
    private final long deadlineNanos;
    private final ConcurrentLinkedQueue<String> delivered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private volatile String complaint = "";

    /**
     * @param client        sends
     * @param endpoint      the receiver
     * @param deadlineNanos no delivery starts later than this, by {@link System#nanoTime}
     */
    Batch(WebhookClient client, WebhookEndpoint endpoint, long deadlineNanos) {
        this.client = client;
        this.endpoint = endpoint;
        this.deadlineNanos = deadlineNanos;
    }

    /** Returns when all is sent, or has failed, or may not be started any more. */
    void send(List<OutboxEvent> events, Executor senders) {
        Map<String, List<OutboxEvent>> bySubject = new LinkedHashMap<>();
        events.forEach(event -> bySubject.computeIfAbsent(event.subject(), subject -> new ArrayList<>()).add(event));
        CompletableFuture.allOf(bySubject.values().stream()
                .map(ofOne -> CompletableFuture.runAsync(() -> inOrder(ofOne), senders))
                .toArray(CompletableFuture[]::new)).join();
    }

    private void inOrder(List<OutboxEvent> events) {
        for (OutboxEvent event : events) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return;
            }
            if (deliver(event) != WebhookOutcome.DELIVERED) {
                failed.add(event.id());
                return;
            }
            delivered.add(event.id());
        }
    }

    private WebhookOutcome deliver(OutboxEvent event) {
        long start = System.nanoTime();
        WebhookOutcome outcome = post(event);
        Meters.time(Meter.WEBHOOK_DELIVERY, Duration.ofNanos(System.nanoTime() - start), endpoint.realm(), outcome);
        return outcome;
    }

    private WebhookOutcome post(OutboxEvent event) {
        long now = Time.currentTimeMillis() / 1000;
        try {
            int status = client.post(endpoint.url(), event.id(), now,
                    WebhookSignature.of(endpoint.keys(), event.id(), now, event.body()), event.body());
            if (status >= 200 && status < 300) {
                return WebhookOutcome.DELIVERED;
            }
            complaint = "status " + status;
            return WebhookOutcome.REFUSED;
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "Realm %s: the webhook did not take event %s", endpoint.realm(), event.id());
            complaint = e.toString();
            return WebhookOutcome.UNREACHABLE;
        }
    }

    /** Why something was not taken, for the log; of several reasons any. */
    String complaint() {
        return complaint;
    }

    List<String> delivered() {
        return List.copyOf(delivered);
    }

    List<String> failed() {
        return List.copyOf(failed);
    }
}
