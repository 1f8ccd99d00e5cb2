package dev.latchkey.common.webhook;

import java.time.Duration;
import java.util.List;
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
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** Requests of a user that overlap may commit in another order than they recorded; they have done so by then. */
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final String holder = UUID.randomUUID().toString();
    private final KeycloakSessionFactory factory;
    private final WebhookConfig config;
    private final WebhookClient client;
    private final Executor senders;

    WebhookDrain(KeycloakSessionFactory factory, WebhookConfig config, WebhookClient client, Executor senders) {
        this.factory = factory;
        this.config = config;
        this.client = client;
        this.senders = senders;
    }

    List<String> realms() {
        return OwnTransaction.run(factory, session -> session.getProvider(EventOutbox.class).realms());
    }

    void drain(String realmId) {
        boolean sentSomething = false;
        while (lease(realmId)) {
            Pass pass = pass(realmId);
            sentSomething |= pass == Pass.SENT;
            if (pass == Pass.FAILED && !sentSomething) {
                end(outbox -> outbox.pause(realmId, holder, Time.currentTimeMillis()));
                return;
            }
            if (pass != Pass.SENT) {
                end(outbox -> outbox.release(realmId, holder));
                return;
            }
        }
    }

    private enum Pass { SENT, FAILED, NOTHING }

    private Pass pass(String realmId) {
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
        Batch batch = new Batch(client, endpoint, LEASE.minus(config.timeout()).minus(SETTLE));
        batch.send(due, senders);
        note(endpoint, batch);
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
            return session.getProvider(EventOutbox.class).lease(realmId, holder, now, now + LEASE.toMillis());
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
