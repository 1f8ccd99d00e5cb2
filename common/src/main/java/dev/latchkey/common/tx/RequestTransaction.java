package dev.latchkey.common.tx;

import java.util.function.Supplier;

import jakarta.transaction.NotSupportedException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.transaction.JtaTransactionManagerLookup;

/**
 * The one class that touches Keycloak's JTA transaction of a request (server-spi-private, not a public API).
 *
 * <p>By the time a flow step runs, Keycloak has often read from the database (cold caches), and a JTA transaction keeps
 * its connection until it ends. A step that then opened a transaction of its own would hold one connection and wait for
 * a second one; with a pool of five, five such requests would wait for each other until they time out. Ending the
 * transaction here, and starting a fresh one that has no connection yet, makes that impossible. Keycloak's wrapper
 * commits "the current transaction of the thread" in the end, so it finds the fresh one and needs to know nothing.
 *
 * <p>What the request has written so far is committed by this. In Latchkey's steps that is at most what an earlier step
 * of the same request has completed, such as a rehashed password.
 */
public final class RequestTransaction {

    private RequestTransaction() {
    }

    /**
     * Ends the thread's current transaction and begins a new one, so that no database connection is held.
     * Does nothing when there is no active transaction.
     *
     * @param session the session whose request is being served
     * @throws IllegalStateException if what the request has written so far cannot be committed
     */
    public static void releaseConnection(KeycloakSession session) {
        TransactionManager manager = manager(session);
        if (manager == null) {
            return;
        }
        try {
            if (manager.getStatus() == Status.STATUS_ACTIVE) {
                manager.commit();
                manager.begin();
                // what the request changes from here on must be written with the new transaction; takes no connection
                session.getProvider(JpaConnectionProvider.class).getEntityManager().joinTransaction();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The request's transaction could not be ended", e);
        }
    }

    /**
     * Reads in the request's own transaction, which begins anew before: what others have committed until now is seen,
     * and no transaction of Latchkey's is needed. A reading that fails leaves the request a transaction that works.
     *
     * @param session the session whose request is being served
     * @param reading what to read; it must not write
     * @param <T>     the type of its result
     * @return what was read
     * @throws RuntimeException if the reading threw it
     */
    public static <T> T read(KeycloakSession session, Supplier<T> reading) {
        releaseConnection(session);
        try {
            return reading.get();
        } catch (RuntimeException e) {
            startOver(session);
            throw e;
        }
    }

    /**
     * Rolls the thread's current transaction back, also one that a failed statement has broken, and begins a new one in
     * which the request goes on. Does nothing when there is no transaction.
     *
     * @param session the session whose request is being served
     * @throws IllegalStateException if the transaction cannot be rolled back
     */
    public static void startOver(KeycloakSession session) {
        TransactionManager manager = manager(session);
        try {
            if (manager != null && manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
                manager.rollback();
                manager.begin();
                session.getProvider(JpaConnectionProvider.class).getEntityManager().joinTransaction();
            }
        } catch (NotSupportedException | SystemException e) {
            throw new IllegalStateException("The request's transaction could not be rolled back", e);
        }
    }

    /**
     * Refuses all that the request has written: neither its end nor a commit before, such as that of
     * {@link #releaseConnection}, stores any of it.
     *
     * @param session the session whose request is being served
     * @throws IllegalStateException if the transaction cannot be marked
     */
    public static void veto(KeycloakSession session) {
        session.getTransactionManager().setRollbackOnly();
        TransactionManager manager = manager(session);
        try {
            if (manager != null && manager.getStatus() == Status.STATUS_ACTIVE) {
                manager.setRollbackOnly();
            }
        } catch (SystemException e) {
            throw new IllegalStateException("The request's transaction could not be marked", e);
        }
    }

    private static TransactionManager manager(KeycloakSession session) {
        JtaTransactionManagerLookup lookup = session.getProvider(JtaTransactionManagerLookup.class);
        return lookup == null ? null : lookup.getTransactionManager();
    }
}
