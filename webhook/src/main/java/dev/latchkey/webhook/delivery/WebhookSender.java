package dev.latchkey.webhook.delivery;

import java.io.IOException;
import java.time.Duration;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.webhook.OutboxEvent;
import dev.latchkey.webhook.WebhookEndpoint;
import dev.latchkey.webhook.WebhookOutcome;
import dev.latchkey.webhook.WebhookSignature;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/** Sends one event to one endpoint, signed. */
final class WebhookSender {

    private static final Logger LOG = Logger.getLogger(WebhookSender.class);

    private final WebhookClient client;

    /** @param client sends the requests */
    WebhookSender(WebhookClient client) {
        this.client = client;
    }

    /**
     * The result of a delivery.
     *
     * @param outcome   whether the receiver accepted the event
     * @param complaint why it did not, for the log; empty when it did
     */
    record Answer(WebhookOutcome outcome, String complaint) {

        boolean taken() {
            return outcome == WebhookOutcome.DELIVERED;
        }
    }

    Answer send(WebhookEndpoint endpoint, OutboxEvent event) {
        long start = System.nanoTime();
        Answer answer = post(endpoint, event);
        Meters.time(Meter.WEBHOOK_DELIVERY, Duration.ofNanos(System.nanoTime() - start), endpoint.realm(),
                answer.outcome());
        return answer;
    }

    private Answer post(WebhookEndpoint endpoint, OutboxEvent event) {
        long now = Time.currentTimeMillis() / 1000;
        try {
            int status = client.post(endpoint.url(), event.id(), now,
                    WebhookSignature.of(endpoint.keys(), event.id(), now, event.body()), event.body());
            return status >= 200 && status < 300
                    ? new Answer(WebhookOutcome.DELIVERED, "")
                    : new Answer(WebhookOutcome.REFUSED, "status " + status);
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "Realm %s: the webhook did not take event %s", endpoint.realm(), event.id());
            return new Answer(WebhookOutcome.UNREACHABLE, e.toString());
        }
    }
}
