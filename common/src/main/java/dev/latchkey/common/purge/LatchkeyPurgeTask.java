package dev.latchkey.common.purge;

import java.time.Duration;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.timer.ScheduledTask;

/**
 * Deletes what has expired, for every module, in batches with a transaction each. The class name is the task's key in
 * the cluster: of all nodes one runs it each time.
 */
public final class LatchkeyPurgeTask implements ScheduledTask {

    private static final Logger LOG = Logger.getLogger(LatchkeyPurgeTask.class);
    /** All of Keycloak's tasks share one thread: what is left after so many batches waits for the next run. */
    private static final int MOST_BATCHES = 50;

    @Override
    public void run(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        long start = System.nanoTime();
        factory.getProviderFactoriesStream(Purge.class).forEach(purge -> purge(factory, purge.getId()));
        Meters.time(Meter.PURGE_RUN, Duration.ofNanos(System.nanoTime() - start));
    }

    private static void purge(KeycloakSessionFactory factory, String id) {
        int total = 0;
        int batches = 0;
        int deleted;
        do {
            deleted = OwnTransaction.run(factory,
                    session -> session.getProvider(Purge.class, id).expired(Time.currentTimeMillis()));
            total += deleted;
            Meters.purged(id, deleted);
            batches++;
        } while (deleted == Purge.BATCH && batches < MOST_BATCHES);
        LOG.debugf("Purged %d rows of %s", total, id);
    }
}
