package dev.latchkey.webhook.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.limit.FairShares;
import dev.latchkey.webhook.DrainSchedule;
import dev.latchkey.webhook.EventsWaiting;
import dev.latchkey.webhook.FailureQuota;
import dev.latchkey.webhook.OutboxState;
import dev.latchkey.webhook.WebhookBody;
import dev.latchkey.webhook.WebhookConfig;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Empties the outbox on this node. It starts on a realm when an event was recorded here and when a failed one has
 * waited long enough. For events of other nodes, and of the time before this node's start, it polls the database every
 * {@value #LOOK_SECONDS} seconds. All realms share the threads that send, by {@link FairShares}; the threads that use
 * the database never wait for a receiver.
 */
final class WebhookWorker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WebhookWorker.class);
    /** How often this node reads its own schedule, in memory: timers would not react to a change of the clock. */
    private static final int TICK_MILLIS = 500;
    /** How often it polls the database for waiting events, and records how many failures were only counted. */
    private static final int LOOK_SECONDS = 15;
    private static final int STEPS = 4;
    private static final int SENDERS = 64;
    private static final int SENDERS_OF_A_REALM = 16;
    private static final int IDLE_SECONDS = 30;

    private final WebhookClient client;
    private final WebhookOutbox outbox;
    private final WebhookSender sender;
    private final FailureQuota failures;
    private final FairShares shares = new FairShares(SENDERS, SENDERS_OF_A_REALM);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, threads("clock"));
    private final ExecutorService steps = Executors.newFixedThreadPool(STEPS, threads("outbox"));
    private final ThreadPoolExecutor senders = new ThreadPoolExecutor(SENDERS, SENDERS, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), threads("sender"));
    private final DrainSchedule schedule = new DrainSchedule();
    private final Map<String, RealmDrain> drains = new ConcurrentHashMap<>();
    private volatile OutboxState state = new OutboxState(0, 0, 0);

    WebhookWorker(KeycloakSessionFactory factory, WebhookConfig config, FailureQuota failures) {
        this.failures = failures;
        this.client = new WebhookClient(config.privateAllowed(), config.timeout(), SENDERS, clock);
        this.outbox = new WebhookOutbox(factory, config);
        this.sender = new WebhookSender(client);
        senders.allowCoreThreadTimeOut(true);
        Meters.gauge(Meter.WEBHOOK_WAITING, () -> state.waiting());
        Meters.gauge(Meter.WEBHOOK_DEAD, () -> state.dead());
        Meters.gauge(Meter.WEBHOOK_OLDEST, () ->
                state.oldest() == 0 ? 0 : Math.max(0, (Time.currentTimeMillis() - state.oldest()) / 1000));
        clock.scheduleWithFixedDelay(() -> logged(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(() -> logged(this::look), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(() -> logged(this::summarise), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Schedules a realm for the time at which its new events may be sent. */
    void expect(EventsWaiting events) {
        schedule.plan(events.realmId(), WebhookOutbox.settled(events.since()));
    }

    private void look() {
        List<String> realms = outbox.realms();
        state = outbox.state(realms);
        long now = Time.currentTimeMillis();
        realms.forEach(realmId -> schedule.plan(realmId, now));
    }

    private void tick() {
        schedule.take(Time.currentTimeMillis()).forEach(realmId -> drains.computeIfAbsent(realmId, id ->
                new RealmDrain(id, outbox, sender, shares, steps, senders, schedule)).look());
    }

    private void summarise() {
        failures.summaries(Time.currentTimeMillis()).forEach(summary -> {
            try {
                outbox.add(summary.realmId(), summary.userId(), WebhookBody.of(summary));
            } catch (RuntimeException e) {
                LOG.errorf(e, "Realm %s: events that were not recorded: %s", summary.realmName(),
                        summary.counts());
            }
        });
    }

    /** Logs exceptions: one that is thrown would end the scheduled task. */
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
        steps.shutdownNow();
        senders.shutdownNow();
        client.close();
    }
}
