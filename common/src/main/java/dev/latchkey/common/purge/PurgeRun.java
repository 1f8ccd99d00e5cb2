package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
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

    /**
     * @param batch deletes a batch
     * @param more  decides by the number of deleted rows whether there may be another batch
     */
    void overAll(ToIntFunction<Purge> batch, IntPredicate more) {
        List<String> tables = factory.getProviderFactoriesStream(Purge.class).map(ProviderFactory::getId).toList();
        new TimeShares(LONGEST, System::nanoTime).run(tables, id -> alone(id, batch, more));
        Meters.time(Meter.PURGE_RUN, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Purges a batch of one table; a failure blocks no other table, and is tried again with the next run. */
    private boolean alone(String id, ToIntFunction<Purge> batch, IntPredicate more) {
        try {
            int deleted = OwnTransaction.run(factory,
                    session -> batch.applyAsInt(session.getProvider(Purge.class, id)));
            Meters.purged(id, deleted);
            LOG.debugf("Purged %d rows of %s", deleted, id);
            return more.test(deleted);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The purge of %s has failed", id);
            Meters.purgeFailed(id);
            return false;
        }
    }
}
