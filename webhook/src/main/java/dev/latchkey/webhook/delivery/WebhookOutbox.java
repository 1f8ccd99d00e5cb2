package dev.latchkey.webhook.delivery;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.webhook.BacklogPosition;
import dev.latchkey.webhook.DueEvents;
import dev.latchkey.webhook.OutboxState;
import dev.latchkey.webhook.WebhookConfig;
import dev.latchkey.webhook.WebhookEndpoint;
import dev.latchkey.webhook.jpa.EventOutbox;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSessionFactory;

/** The outbox as this node's worker uses it: each call is a short transaction, and none is open during a delivery. */
final class WebhookOutbox {

    private static final Logger LOG = Logger.getLogger(WebhookOutbox.class);
    /** Allowance for differing clocks of the nodes, and for recording results, before a lease expires. */
    private static final Duration MARGIN = Duration.ofSeconds(5);
    /**
     * Overlapping requests of a user may commit in another order than they recorded; after this they have committed.
     */
    private static final Duration SETTLE = Duration.ofSeconds(1);
    /**
     * Delay before the next look at events that are due while another node sends them or the receiver has just failed.
     */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String holder = UUID.randomUUID().toString();
    private final KeycloakSessionFactory factory;
    private final WebhookConfig config;
    private final Duration sending;
    private final Duration lease;

    WebhookOutbox(KeycloakSessionFactory factory, WebhookConfig config) {
        this.factory = factory;
        this.config = config;
        this.sending = config.timeout().plus(MARGIN);
        this.lease = sending.plus(config.timeout()).plus(MARGIN);
    }

    /** No delivery starts later than this after the lease was asked for, so that each ends while the lease holds. */
    Duration sending() {
        return sending;
    }

    /** How long a lease lasts unless it is renewed. */
    Duration lease() {
        return lease;
    }

    /** @return when an event that was recorded at that time may be sent, epoch milliseconds */
    static long settled(long recordedAt) {
        return recordedAt + SETTLE.toMillis();
    }

    /** @return when to look again after something went wrong, epoch milliseconds */
    static long retry() {
        return Time.currentTimeMillis() + RETRY.toMillis();
    }

    /** After how many attempts an event is given up. */
    int maxAttempts() {
        return config.maxAttempts();
    }

    List<String> realms() {
        return call(EventOutbox::realms);
    }

    OutboxState state(List<String> realms) {
        return call(outbox -> outbox.state(realms));
    }

    /** @param userId the user that the event is about; empty for none */
    void add(String realmId, String userId, String body) {
        run(outbox -> outbox.add(realmId, userId, body));
    }

    /** Takes or renews the lease; false while another node holds it, while the realm pauses, and once it is removed. */
    boolean lease(String realmId) {
        return OwnTransaction.inRealm(factory, realmId, (session, realm) -> {
            long now = Time.currentTimeMillis();
            return new EventOutbox(session).lease(realmId, holder, now, now + lease.toMillis());
        }).orElse(false);
    }

    void release(String realmId) {
        run(outbox -> outbox.release(realmId, holder));
    }

    void pause(String realmId) {
        run(outbox -> outbox.pause(realmId, holder, Time.currentTimeMillis()));
    }

    DueEvents due(String realmId, BacklogPosition from, int limit) {
        return call(outbox -> {
            long now = Time.currentTimeMillis();
            return outbox.due(realmId, from, now, now - SETTLE.toMillis(), limit);
        });
    }

    /** When there may be something to send again, epoch milliseconds and not now; empty when nothing waits. */
    OptionalLong nextTurn(String realmId) {
        long now = Time.currentTimeMillis();
        OptionalLong next = call(outbox -> outbox.nextTurn(realmId, now, SETTLE.toMillis()));
        return next.isPresent() && next.getAsLong() <= now ? OptionalLong.of(now + RETRY.toMillis()) : next;
    }

    /** Records the results of deliveries; returns how many events were given up. */
    long note(List<String> delivered, List<String> failed) {
        return call(outbox -> {
            outbox.delivered(delivered);
            long now = Time.currentTimeMillis();
            return failed.stream().filter(id -> outbox.failed(id, now, config.maxAttempts())).count();
        });
    }

    /** The realm's receiver; null where the realm is gone or not set up, and its events go on waiting. */
    WebhookEndpoint endpoint(String realmId) {
        return OwnTransaction.inRealm(factory, realmId, (session, realm) -> {
            try {
                return WebhookEndpoint.of(session, realm, config);
            } catch (IllegalStateException | IllegalArgumentException e) {
                LOG.errorf("Realm %s: events wait in the outbox: %s", realm.getName(), e.getMessage());
                return null;
            }
        }).orElse(null);
    }

    private <T> T call(Function<EventOutbox, T> work) {
        return OwnTransaction.run(factory, session -> work.apply(new EventOutbox(session)));
    }

    private void run(Consumer<EventOutbox> work) {
        call(outbox -> {
            work.accept(outbox);
            return null;
        });
    }
}
