package dev.latchkey.common.tx;

import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Work that follows a request whose transaction is over and holds no connection any more, before it is answered. What
 * fails is logged: the request has done what it was asked for, and Keycloak would answer it with an error.
 */
public final class Committed {

    private static final Logger LOG = Logger.getLogger(Committed.class);

    private Committed() {
    }

    /**
     * @param session the session of the request
     * @param work    what to do once everything that the request has written is committed, and not at all where it is
     *                not; it must not use the session's transaction
     */
    public static void then(KeycloakSession session, Runnable work) {
        enlist(session, work, () -> { });
    }

    /**
     * @param session the session of the request
     * @param work    what to do when the request's transaction is over, whatever its outcome; it must not use the
     *                session's transaction
     */
    public static void orNot(KeycloakSession session, Runnable work) {
        enlist(session, work, work);
    }

    private static void enlist(KeycloakSession session, Runnable committed, Runnable rolledBack) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                runOrLog(committed);
            }

            @Override
            protected void rollbackImpl() {
                runOrLog(rolledBack);
            }
        });
    }

    private static void runOrLog(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("What follows a committed request has failed", e);
        }
    }
}
