package dev.latchkey.common.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import dev.latchkey.common.limit.FairShares;
import dev.latchkey.common.outbox.Backoff;
import dev.latchkey.common.outbox.OutboxEvent;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Empties the outbox of one realm, from the lease to its end. Of all nodes one does so at a time; the lease ends by
 * itself when that node dies, and what it had sent and not yet noted is then sent again under the same id. It goes on in
 * steps: each notes what came of deliveries and starts others, and none waits for a receiver. A delivery that hangs
 * keeps its own subject waiting and its one thread, and nothing else.
 */
final class RealmDrain {

    private static final Logger LOG = Logger.getLogger(RealmDrain.class);
    /** How many events are read at once: few, so that what comes later does not wait behind them in memory. */
    private static final int READ = 64;
    /** Fewer lines than this are ready: more is read, if there is more. */
    private static final int LOW = 16;
    /** So many failures without a success in between are the receiver's, and not the events'. */
    private static final int OUTAGE = 4;

    /** What the realm's drain needs of the node's worker. */
    interface Node {

        /** Has the realm looked after at a time, epoch milliseconds. */
        void plan(String realmId, long at);

        /** The drain is over, and may be begun anew. */
        void over(String realmId);

        /** Whether the realm's receiver took nothing when it was last tried. */
        boolean suspect(String realmId);

        /** Remembers whether the realm's receiver takes nothing. */
        void suspect(String realmId, boolean nothingTaken);
    }

    /** A delivery that has ended; without an answer when it was not begun in time. */
    private record Ended(OutboxEvent event, Optional<WebhookSender.Answer> answer) {
    }

    private final String realmId;
    private final WebhookOutbox outbox;
    private final WebhookSender sender;
    private final FairShares shares;
    private final Executor senders;
    private final Node node;
    private final Serial steps;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Lines lines = new Lines();

    private WebhookEndpoint endpoint;
    private long leasedAt;
    private boolean leased;
    private boolean closing;
    private boolean over;
    private boolean outage;
    private int failuresInARow;
    private String complaint = "";
    private volatile boolean lookAgain = true;

    RealmDrain(String realmId, WebhookOutbox outbox, WebhookSender sender, FairShares shares, Executor steps,
            Executor senders, Node node) {
        this.realmId = realmId;
        this.outbox = outbox;
        this.sender = sender;
        this.shares = shares;
        this.senders = senders;
        this.node = node;
        this.steps = new Serial(steps, this::step);
    }

    /** Looks after the realm now, for the first time or because there may be something new. */
    void look() {
        lookAgain = true;
        steps.ask();
    }

    private void step() {
        if (over) {
            // somebody has asked while it ended, and the lease is given back
            node.plan(realmId, Time.currentTimeMillis());
            return;
        }
        try {
            goOn();
        } catch (RuntimeException e) {
            LOG.error("The outbox of events could not be emptied; it is tried again", e);
            closing = true;
            lines.clear();
            if (lines.underWay() == 0) {
                over = true;
                node.over(realmId);
                node.plan(realmId, WebhookOutbox.retry());
            }
        }
    }

    private void goOn() {
        noteWhatEnded();
        if (!closing && !leaseHolds()) {
            closing = true;
            lines.clear();
        }
        if (!closing) {
            read();
            start();
        }
        if (lines.underWay() == 0 && (closing || lines.known() == 0)) {
            end();
        }
    }

    private void noteWhatEnded() {
        List<String> delivered = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        List<Ended> all = new ArrayList<>();
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            all.add(one);
            String id = one.event().id();
            one.answer().ifPresent(answer -> (taken(answer) ? delivered : failed).add(id));
        }
        if (all.isEmpty()) {
            return;
        }
        try {
            if (!delivered.isEmpty() || !failed.isEmpty()) {
                long givenUp = outbox.note(delivered, failed);
                if (givenUp > 0) {
                    LOG.errorf("Realm %s: %d events were given up after %d attempts; they are kept for 30 days",
                            endpoint.realm(), givenUp, outbox.maxAttempts());
                }
            }
        } finally {
            all.forEach(this::forget);
        }
    }

    private static boolean taken(WebhookSender.Answer answer) {
        return answer.outcome() == WebhookOutcome.DELIVERED;
    }

    private void forget(Ended one) {
        OutboxEvent event = one.event();
        if (one.answer().isEmpty()) {
            lines.failed(event);
            lookAgain = true;
        } else if (taken(one.answer().get())) {
            lines.delivered(event);
            failuresInARow = 0;
            node.suspect(realmId, false);
        } else {
            lines.failed(event);
            node.plan(realmId, Time.currentTimeMillis() + Backoff.millis(event.attempts() + 1));
            failuresInARow++;
            complaint = one.answer().get().complaint();
            if (failuresInARow >= (node.suspect(realmId) ? 1 : OUTAGE)) {
                outage = true;
                closing = true;
                lines.clear();
            }
        }
    }

    private boolean leaseHolds() {
        long now = System.nanoTime();
        if (leased && now - leasedAt < outbox.sending().dividedBy(3).toNanos()) {
            return true;
        }
        if (leased && now - leasedAt > outbox.lease().toNanos()) {
            // another node may have sent them meanwhile
            lines.clear();
            lookAgain = true;
        }
        leased = outbox.lease(realmId);
        leasedAt = now;
        if (leased && endpoint == null) {
            endpoint = outbox.endpoint(realmId);
            outage = endpoint == null;
        }
        return leased && !outage;
    }

    private void read() {
        if (!lookAgain || lines.ready() >= LOW) {
            return;
        }
        lookAgain = false;
        List<OutboxEvent> due = outbox.due(realmId, READ + lines.known());
        int before = lines.known();
        lines.add(due);
        if (lines.known() > before) {
            // there may be more behind them
            lookAgain = true;
        }
    }

    private void start() {
        while (lines.ready() > 0 && (lines.underWay() == 0 || !node.suspect(realmId))
                && shares.takeOrWait(realmId, steps::ask)) {
            OutboxEvent event = lines.next().orElseThrow();
            long deadline = leasedAt + outbox.sending().toNanos();
            try {
                senders.execute(() -> send(event, deadline));
            } catch (RuntimeException e) {
                shares.release(realmId);
                lines.failed(event);
                throw e;
            }
        }
    }

    private void send(OutboxEvent event, long deadline) {
        Optional<WebhookSender.Answer> answer = Optional.empty();
        try {
            if (System.nanoTime() - deadline < 0) {
                answer = Optional.of(sender.send(endpoint, event));
            }
        } finally {
            ended.add(new Ended(event, answer));
            shares.release(realmId);
            steps.ask();
        }
    }

    private void end() {
        if (outage) {
            if (endpoint != null) {
                LOG.warnf("Realm %s: the webhook takes no events, they wait in the outbox: %s", endpoint.realm(),
                        complaint);
                node.suspect(realmId, true);
            }
            outbox.pause(realmId);
        } else if (leased) {
            if (failuresInARow > 0) {
                LOG.warnf("Realm %s: the webhook has not taken an event, which waits in the outbox: %s",
                        endpoint.realm(), complaint);
            }
            outbox.release(realmId);
        }
        OptionalLong turn = outbox.nextTurn(realmId);
        over = true;
        node.over(realmId);
        turn.ifPresent(at -> node.plan(realmId, at));
    }
}
