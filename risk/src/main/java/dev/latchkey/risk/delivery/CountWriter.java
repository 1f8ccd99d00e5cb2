package dev.latchkey.risk.delivery;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.UnwrittenCounts;
import dev.latchkey.risk.provider.SignInCounts;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;

/** Writes this node's counts of sign-ins in batches, in a thread of its own. A node that dies loses the last batch. */
public final class CountWriter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CountWriter.class);
    private static final int PERIOD_SECONDS = 2;
    private static final int STOP_SECONDS = 5;

    private final KeycloakSessionFactory factory;
    private final UnwrittenCounts unwritten = new UnwrittenCounts();
    private final ScheduledThreadPoolExecutor worker;

    /** @param factory of the server */
    public CountWriter(KeycloakSessionFactory factory) {
        this.factory = factory;
        ClassLoader loader = CountWriter.class.getClassLoader();
        worker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "latchkey-risk-counts");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        });
        // what waits for the end of its period is written by close
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Has a count written later, and returns at once.
     *
     * @param realmId the realm
     * @param count   what to add
     */
    public void add(String realmId, DailyRisk count) {
        if (unwritten.add(realmId, count)) {
            try {
                worker.schedule(this::write, PERIOD_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The server stops: a sign-in is missing in the report");
            }
        }
    }

    private void write() {
        unwritten.take().forEach((realmId, counts) -> {
            try {
                writeRows(realmId, counts);
            } catch (RuntimeException e) {
                LOG.warn("Sign-ins are missing in the report of risk", e);
            }
        });
    }

    private void writeRows(String realmId, List<DailyRisk> counts) {
        OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
            SignInCounts.of(own).write(realm, counts.stream()
                    .filter(count -> realm.getClientById(count.clientId()) != null).toList());
            return true;
        });
    }

    /**
     * Lets the batch end that is being written, whose statements no interrupt may break, and writes what is left: the
     * database is still there.
     */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                write();
            } else {
                LOG.warn("The server stops while the database is slow: sign-ins are missing in the report of risk");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
