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
import dev.latchkey.common.outbox.EventsWaiting;
import dev.latchkey.common.outbox.OutboxState;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * This node's part in emptying the outbox. It looks after a realm when an event was recorded here and when a failed one
 * has waited long enough; for events of other nodes, and of the time before it was started, it asks the database now
 * and then. Each realm is drained in a thread of its own.
 */
final class WebhookWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WebhookWorker.class);
    /** How often this node reads its own agenda, in memory; timers would not see the clock being set. */
    private static final int TICK_MILLIS = 500;
    /** How often it asks the database whether anything waits. */
    private static final int LOOK_SECONDS = 15;
    private static final int REALMS = 4;
    private static final int SENDERS = 8;

    private final KeycloakSessionFactory factory;
    private final WebhookClient client;
    private final WebhookDrain drain;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, threads("clock"));
    private final ExecutorService realms = Executors.newFixedThreadPool(REALMS, threads("realm"));
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, threads("sender"));
    private final Agenda agenda = new Agenda();
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
        clock.scheduleWithFixedDelay(() -> logged(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(() -> logged(this::look), 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks after a realm's events as soon as they may go out. */
    void expect(EventsWaiting events) {
        agenda.plan(events.realmId(), WebhookDrain.settled(events.since()));
    }

    private void look() {
        state = OwnTransaction.run(factory, session -> session.getProvider(EventOutbox.class).state());
        if (state.waiting() > 0) {
            long now = Time.currentTimeMillis();
            drain.realms().forEach(realmId -> agenda.plan(realmId, now));
        }
    }

    private void tick() {
        agenda.take(Time.currentTimeMillis(), underWay::add)
                .forEach(realmId -> realms.execute(() -> logged(() -> lookAfter(realmId))));
    }

    private void lookAfter(String realmId) {
        try {
            drain.drain(realmId).ifPresent(at -> agenda.plan(realmId, at));
        } catch (RuntimeException e) {
            agenda.plan(realmId, WebhookDrain.retry());
            throw e;
        } finally {
            underWay.remove(realmId);
        }
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
