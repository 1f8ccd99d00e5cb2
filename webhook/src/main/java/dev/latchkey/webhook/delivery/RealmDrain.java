package dev.latchkey.webhook.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import dev.latchkey.limit.FairShares;
import dev.latchkey.webhook.BacklogPosition;
import dev.latchkey.webhook.Backoff;
import dev.latchkey.webhook.DrainSchedule;
import dev.latchkey.webhook.DueEvents;
import dev.latchkey.webhook.OutboxEvent;
import dev.latchkey.webhook.SubjectQueues;
import dev.latchkey.webhook.WebhookEndpoint;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Empties the outbox of one realm on request ({@link #look}). One node of the cluster does so at a time, under a lease
 * that expires when that node dies; events that it had sent without recording the result are then sent again under the
 * same id. The work proceeds in steps, one at a time: each step records the results of deliveries and starts others,
 * and none waits for a receiver. A delivery that hangs delays its own subject and occupies one thread, and nothing
 * else.
 */
final class RealmDrain {

    private static final Logger LOG = Logger.getLogger(RealmDrain.class);
    /** How many events are read at once: few, so that what comes later does not wait behind them in memory. */
    private static final int READ = 64;
    /** With fewer queues ready than this, more events are read, if there may be more. */
    private static final int LOW = 16;
    /** After so many failed events without a success in between, the receiver counts as down. */
    private static final int OUTAGE = 4;

    /** A delivery that has ended; without an answer when it was not begun in time. */
    private record Ended(OutboxEvent event, Optional<WebhookSender.Answer> answer) {
    }

    private final String realmId;
    private final WebhookOutbox outbox;
    private final WebhookSender sender;
    private final FairShares shares;
    private final Executor senders;
    private final DrainSchedule schedule;
    private final SerialTask steps;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private volatile boolean lookAgain;

    // what only a step touches
    private final SubjectQueues queues = new SubjectQueues();
    /** Ids of events that failed since the last one was accepted, {@value #OUTAGE} at most. */
    private final Set<String> failing = new HashSet<>();
    private boolean warned;
    private WebhookEndpoint endpoint;
    private boolean leased;
    private long leasedAt;
    /** Nothing more is started; the lease is released when the deliveries under way have ended. */
    private boolean closing;
    /** The receiver counts as down: until it accepts an event, one event at a time is tried. */
    private boolean suspect;
    private boolean userFailed;
    /** The last read found events, perhaps all known already: more of the same subjects may wait behind them. */
    private boolean crowded;
    private BacklogPosition position = BacklogPosition.START;
    private String complaint = "";

    /**
     * @param realmId the realm
     * @param outbox  the events
     * @param sender  sends one
     * @param shares  how many each realm may have under way
     * @param steps   runs the steps, which use the database and are short
     * @param senders runs deliveries, as many at once as there are shares
     * @param schedule gets the times at which to look at this realm again
     */
    RealmDrain(String realmId, WebhookOutbox outbox, WebhookSender sender, FairShares shares, Executor steps,
            Executor senders, DrainSchedule schedule) {
        this.realmId = realmId;
        this.outbox = outbox;
        this.sender = sender;
        this.shares = shares;
        this.senders = senders;
        this.schedule = schedule;
        this.steps = new SerialTask(steps, this::step);
    }

    /** Sends the realm's events from now on, until none can be sent for the time being. */
    void look() {
        lookAgain = true;
        steps.ask();
    }

    private void step() {
        if (!leased && !lookAgain) {
            // called because a share is free, while all events have been sent
            return;
        }
        try {
            note();
            if (!closing && !leaseHolds()) {
                stop();
            }
            if (!closing) {
                read();
                start();
            }
            if (queues.underWay() == 0 && (closing || queues.known() == 0)) {
                end();
            }
        } catch (RuntimeException e) {
            LOG.error("The outbox of events could not be emptied; it is tried again", e);
            stop();
            if (queues.underWay() == 0) {
                closing = false;
                leased = false;
                lookAgain = false;
            }
            schedule.plan(realmId, WebhookOutbox.retry());
        }
    }

    private void stop() {
        closing = true;
        queues.clear();
    }

    private void note() {
        List<Ended> all = new ArrayList<>();
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            all.add(one);
        }
        if (all.isEmpty()) {
            return;
        }
        try {
            long givenUp = outbox.note(ids(all, true), ids(all, false));
            if (givenUp > 0) {
                LOG.errorf("Realm %s: %d events were given up after %d attempts; they are kept for 30 days",
                        endpoint.realm(), givenUp, outbox.maxAttempts());
            }
        } finally {
            all.forEach(one -> one.answer().ifPresentOrElse(answer -> answered(one.event(), answer), () -> {
                queues.failed(one.event());
                lookAgain = true;
            }));
        }
    }

    private static List<String> ids(List<Ended> all, boolean taken) {
        return all.stream()
                .filter(one -> one.answer().isPresent() && one.answer().get().taken() == taken)
                .map(one -> one.event().id())
                .toList();
    }

    private void answered(OutboxEvent event, WebhookSender.Answer answer) {
        if (answer.taken()) {
            queues.delivered(event);
            suspect = false;
            userFailed = false;
            failing.clear();
            warned = false;
            // else they would wait for the end of a delivery that hangs
            if (crowded) {
                lookAgain = true;
            }
            return;
        }
        queues.failed(event);
        schedule.plan(realmId, Time.currentTimeMillis() + Backoff.millis(event.attempts() + 1));
        if (failing.size() < OUTAGE) {
            failing.add(event.id());
        }
        userFailed |= !event.subject().isEmpty();
        complaint = answer.complaint();
        if (suspect || failing.size() >= OUTAGE) {
            suspect = true;
            stop();
        }
    }

    /** Takes the lease, or renews it early enough; the realm's settings are read again at each renewal. */
    private boolean leaseHolds() {
        long now = System.nanoTime();
        if (leased && now - leasedAt < outbox.sending().dividedBy(3).toNanos()) {
            return true;
        }
        if (leased && now - leasedAt > outbox.lease().toNanos()) {
            // another node may have sent them meanwhile
            queues.clear();
            lookAgain = true;
        }
        leased = outbox.lease(realmId);
        leasedAt = now;
        endpoint = leased ? outbox.endpoint(realmId) : endpoint;
        return leased && endpoint != null;
    }

    private void read() {
        if (lookAgain && queues.ready() < LOW) {
            lookAgain = false;
            DueEvents due = outbox.due(realmId, position, READ + queues.known());
            position = due.next();
            crowded = !due.events().isEmpty();
            if (queues.add(due.events())) {
                // there may be more behind it
                lookAgain = true;
            }
        }
    }

    private void start() {
        while (queues.ready() > 0 && (queues.underWay() == 0 || !suspect) && shares.takeOrWait(realmId, steps::ask)) {
            OutboxEvent event = suspect ? queues.probe() : queues.next();
            WebhookEndpoint to = endpoint;
            long deadline = leasedAt + outbox.sending().toNanos();
            try {
                senders.execute(() -> send(event, to, deadline));
            } catch (RuntimeException e) {
                queues.failed(event);
                shares.release(realmId);
                throw e;
            }
        }
    }

    private void send(OutboxEvent event, WebhookEndpoint to, long deadline) {
        Optional<WebhookSender.Answer> answer = Optional.empty();
        try {
            if (System.nanoTime() - deadline < 0) {
                answer = Optional.of(sender.send(to, event));
            }
        } finally {
            ended.add(new Ended(event, answer));
            shares.release(realmId);
            steps.ask();
        }
    }

    private void end() {
        if (leased && endpoint == null) {
            outbox.pause(realmId);
        } else if (leased && suspect && userFailed) {
            LOG.warnf("Realm %s: the webhook takes no events, they wait in the outbox: %s", endpoint.realm(),
                    complaint);
            outbox.pause(realmId);
        } else if (leased) {
            // events without a user, which any client can cause and a receiver may refuse, never pause a realm for long
            outbox.release(realmId);
            if (!failing.isEmpty() && !warned) {
                warned = true;
                LOG.warnf("Realm %s: the webhook has not taken an event, which waits in the outbox: %s",
                        endpoint.realm(), complaint);
            }
        }
        closing = false;
        leased = false;
        // before the query: events that are recorded after it announce themselves
        lookAgain = false;
        outbox.nextTurn(realmId).ifPresent(at -> schedule.plan(realmId, at));
    }
}
