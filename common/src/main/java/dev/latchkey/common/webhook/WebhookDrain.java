package dev.latchkey.common.webhook;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import dev.latchkey.common.outbox.EventOutbox;
import dev.latchkey.common.outbox.OutboxEvent;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Empties the outbox of one realm. Of all nodes one does so at a time, under a lease that ends by itself when that node
 * dies; whatever it had sent and not yet noted is then sent again under the same id. No transaction is open while
 * anything is sent.
 */
final class WebhookDrain {

    private static final Logger LOG = Logger.getLogger(WebhookDrain.class);
    private static final int BATCH = 200;
    /** What the nodes' clocks may differ by, and the noting of what was sent may take, before a lease is over. */
    private static final Duration MARGIN = Duration.ofSeconds(5);
    /** Requests of a user that overlap may commit in another order than they recorded; they have done so by then. */
    private static final Duration SETTLE = Duration.ofSeconds(1);
    /** When to ask again for what could go out now: another node is at it, or the receiver has just stopped taking. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String holder = UUID.randomUUID().toString();
    private final KeycloakSessionFactory factory;
    private final WebhookConfig config;
    private final WebhookClient client;
    private final Executor senders;
    /** No delivery starts later than this after the lease was asked for, and each ends within its timeout. */
    private final Duration sending;
    private final Duration lease;

    WebhookDrain(KeycloakSessionFactory factory, WebhookConfig config, WebhookClient client, Executor senders) {
        this.factory = factory;
        this.config = config;
        this.client = client;
        this.senders = senders;
        this.sending = config.timeout().plus(MARGIN);
        this.lease = sending.plus(config.timeout()).plus(MARGIN);
    }

    List<String> realms() {
        return OwnTransaction.run(factory, session -> session.getProvider(EventOutbox.class).realms());
    }

    /** @return when an event of this realm was recorded so long ago that it may go out, epoch milliseconds */
    static long settled(long recordedAt) {
        return recordedAt + SETTLE.toMillis();
    }

    /** @return when to look again after something went wrong, epoch milliseconds */
    static long retry() {
        return Time.currentTimeMillis() + RETRY.toMillis();
    }

    /**
     * Sends all that may go out now, unless another node is at it.
     *
     * @param realmId the realm
     * @return when there may be something to send again, epoch milliseconds; empty when nothing waits
     */
    OptionalLong drain(String realmId) {
        boolean sentSomething = false;
        for (long start = System.nanoTime(); lease(realmId); start = System.nanoTime()) {
            Pass pass = pass(realmId, start + sending.toNanos());
            if (pass == Pass.FAILED && sentSomething) {
                end(outbox -> outbox.release(realmId, holder));
                return OptionalLong.of(retry());
            }
            if (pass == Pass.FAILED) {
                end(outbox -> outbox.pause(realmId, holder, Time.currentTimeMillis()));
                break;
            }
            if (pass == Pass.NOTHING) {
                end(outbox -> outbox.release(realmId, holder));
                break;
            }
            sentSomething = true;
        }
        return nextTurn(realmId);
    }

    private OptionalLong nextTurn(String realmId) {
        long now = Time.currentTimeMillis();
        OptionalLong turn = OwnTransaction.run(factory, session ->
                session.getProvider(EventOutbox.class).nextTurn(realmId, now, SETTLE.toMillis()));
        return turn.isPresent() && turn.getAsLong() <= now ? OptionalLong.of(now + RETRY.toMillis()) : turn;
    }

    private enum Pass { SENT, FAILED, NOTHING }

    private Pass pass(String realmId, long deadlineNanos) {
        List<OutboxEvent> due = OwnTransaction.run(factory, session -> {
            long now = Time.currentTimeMillis();
            return session.getProvider(EventOutbox.class).due(realmId, now, now - SETTLE.toMillis(), BATCH);
        });
        if (due.isEmpty()) {
            return Pass.NOTHING;
        }
        WebhookEndpoint endpoint = endpoint(realmId);
        if (endpoint == null) {
            return Pass.FAILED;
        }
        Batch batch = new Batch(client, endpoint, deadlineNanos);
        batch.send(due, senders);
        note(endpoint, batch);
        if (batch.delivered().isEmpty() && batch.failed().isEmpty()) {
            // the senders were busy with other realms all the time, for which this one's receiver is not to blame
            return Pass.NOTHING;
        }
        if (batch.delivered().isEmpty()) {
            LOG.warnf("Realm %s: the webhook takes no events, they wait in the outbox: %s", endpoint.realm(),
                    batch.complaint());
            return Pass.FAILED;
        }
        return Pass.SENT;
    }

    private boolean lease(String realmId) {
        return OwnTransaction.run(factory, session -> {
            long now = Time.currentTimeMillis();
            return session.getProvider(EventOutbox.class).lease(realmId, holder, now, now + lease.toMillis());
        });
    }

    /** Null where the realm is gone or not set up; what waits goes on to wait. */
    private WebhookEndpoint endpoint(String realmId) {
        return OwnTransaction.run(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return null;
            }
            session.getContext().setRealm(realm);
            try {
                return WebhookEndpoint.of(session, realm, config);
            } catch (IllegalStateException | IllegalArgumentException e) {
                LOG.errorf("Realm %s: events wait in the outbox: %s", realm.getName(), e.getMessage());
                return null;
            }
        });
    }

    private void note(WebhookEndpoint endpoint, Batch batch) {
        long givenUp = OwnTransaction.run(factory, session -> {
            EventOutbox outbox = session.getProvider(EventOutbox.class);
            outbox.delivered(batch.delivered());
            long now = Time.currentTimeMillis();
            return batch.failed().stream().filter(id -> outbox.failed(id, now, config.maxAttempts())).count();
        });
        if (givenUp > 0) {
            LOG.errorf("Realm %s: %d events were given up after %d attempts; they are kept for 30 days",
                    endpoint.realm(), givenUp, config.maxAttempts());
        }
    }

    private void end(Consumer<EventOutbox> how) {
        OwnTransaction.run(factory, session -> {
            how.accept(session.getProvider(EventOutbox.class));
            return null;
        });
    }
}
