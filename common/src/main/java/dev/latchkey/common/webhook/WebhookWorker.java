package dev.latchkey.common.webhook;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.outbox.EventOutbox;
import dev.latchkey.common.outbox.OutboxState;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/** This node's part in emptying the outbox: looks every second, and drains each realm in a thread of its own. */
final class WebhookWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WebhookWorker.class);
    private static final int LOOK_SECONDS = 1;
    private static final int MEASURE_SECONDS = 15;
    private static final int REALMS = 4;
    private static final int SENDERS = 8;

    private final KeycloakSessionFactory factory;
    private final WebhookClient client;
    private final WebhookDrain drain;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, threads("clock"));
    private final ExecutorService realms = Executors.newFixedThreadPool(REALMS, threads("realm"));
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, threads("sender"));
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile OutboxState state = new OutboxState(0, 0, 0);

    WebhookWorker(KeycloakSessionFactory factory, WebhookConfig config) {
        this.factory = factory;
        this.client = new WebhookClient(config.privateAllowed(), config.timeout(), clock);
        this.drain = new WebhookDrain(factory, config, client, senders);
        Meters.gauge(Meter.WEBHOOK_WAITING, () -> state.waiting());
        Meters.gauge(Meter.WEBHOOK_DEAD, () -> state.dead());
        Meters.gauge(Meter.WEBHOOK_OLDEST, () ->
                state.oldest() == 0 ? 0 : Math.max(0, (Time.currentTimeMillis() - state.oldest()) / 1000));
        clock.scheduleWithFixedDelay(() -> logged(this::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(() -> logged(this::measure), 0, MEASURE_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        drain.realms().stream().filter(underWay::add).forEach(realmId -> realms.execute(() -> {
            try {
                logged(() -> drain.drain(realmId));
            } finally {
                underWay.remove(realmId);
            }
        }));
    }

    private void measure() {
        state = OwnTransaction.run(factory, session -> session.getProvider(EventOutbox.class).state());
    }

    /** An exception would end the schedule. */
    private void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!clock.isShutdown()) {
                LOG.error("The outbox of events could not be emptied; it is tried again", e);
            }
        }
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "latchkey-webhook-" + name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            // TLS classes are found through the context class loader
            thread.setContextClassLoader(WebhookWorker.class.getClassLoader());
            return thread;
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        realms.shutdownNow();
        senders.shutdownNow();
        client.close();
    }
}
