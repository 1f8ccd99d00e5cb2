package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** One run over all tables, in batches with a transaction each. */
final class PurgeRun {

    private static final Logger LOG = Logger.getLogger(PurgeRun.class);
    /** All of Keycloak's tasks share one thread: what is left then waits for the next run. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final KeycloakSessionFactory factory;
    private final long start = System.nanoTime();

    PurgeRun(KeycloakSession session) {
        this.factory = session.getKeycloakSessionFactory();
    }

    /**
     * @param batch deletes a batch
     * @param more  decides by the number of deleted rows whether there may be another batch
     */
    void overAll(ToIntFunction<Purge> batch, IntPredicate more) {
        factory.getProviderFactoriesStream(Purge.class).forEach(purge -> alone(purge.getId(), batch, more));
        Meters.time(Meter.PURGE_RUN, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Purges one table; a failure blocks no other table, and is tried again with the next run. */
    private void alone(String id, ToIntFunction<Purge> batch, IntPredicate more) {
        try {
            over(id, batch, more);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The purge of %s has failed", id);
            Meters.purgeFailed(id);
        }
    }

    private void over(String id, ToIntFunction<Purge> batch, IntPredicate more) {
        int total = 0;
        int deleted;
        do {
            deleted = OwnTransaction.run(factory,
                    session -> batch.applyAsInt(session.getProvider(Purge.class, id)));
            total += deleted;
            Meters.purged(id, deleted);
        } while (more.test(deleted) && System.nanoTime() - start < LONGEST.toNanos());
        LOG.debugf("Purged %d rows of %s", total, id);
    }
}
