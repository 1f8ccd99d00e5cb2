package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/** One run over all tables, in batches with a transaction each. A backlog of one leaves the others their time. */
final class PurgeRun {

    private static final Logger LOG = Logger.getLogger(PurgeRun.class);
    /** All of Keycloak's tasks share one thread: what is left then waits for the next run. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final KeycloakSessionFactory factory;
    private final long start = System.nanoTime();

    PurgeRun(KeycloakSession session) {
        this.factory = session.getKeycloakSessionFactory();
    }

    /** Deletes what has expired. */
    void purge() {
        overAll(id -> {
            PurgedBatch batch = inOwnTransaction(id, purge -> purge.expired(Time.currentTimeMillis()));
            count(id, batch.deleted());
            return batch.more();
        });
    }

    /**
     * Deletes and ends, page by page, what was left behind.
     *
     * @param ends where an earlier run has ended, by table; this run adds and removes entries
     */
    void sweep(Map<String, String> ends) {
        overAll(id -> {
            SweptPage page = inOwnTransaction(id, purge -> purge.sweep(ends.getOrDefault(id, "")));
            count(id, page.changed());
            page.end().ifPresentOrElse(end -> ends.put(id, end), () -> ends.remove(id));
            return page.end().isPresent();
        });
    }

    private void overAll(Predicate<String> turn) {
        List<String> tables = factory.getProviderFactoriesStream(Purge.class).map(ProviderFactory::getId).toList();
        new TimeShares(LONGEST, System::nanoTime).run(tables, id -> alone(id, turn));
        Meters.time(Meter.PURGE_RUN, Duration.ofNanos(System.nanoTime() - start));
    }

    /** A turn of one table; a failure blocks no other table, and is tried again with the next run. */
    private static boolean alone(String id, Predicate<String> turn) {
        try {
            return turn.test(id);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The purge of %s has failed", id);
            Meters.purgeFailed(id);
            return false;
        }
    }

    private <T> T inOwnTransaction(String id, Function<Purge, T> work) {
        return OwnTransaction.run(factory, session -> work.apply(session.getProvider(Purge.class, id)));
    }

    private static void count(String id, int changed) {
        Meters.purged(id, changed);
        LOG.debugf("Purged %d rows of %s", changed, id);
    }
}
