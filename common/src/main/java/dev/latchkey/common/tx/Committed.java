package dev.latchkey.common.tx;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/** Work that follows a request whose transaction is over and holds no connection any more, before it is answered. */
public final class Committed {

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
     * @param work    what to do when the request's transaction is over, whatever has become of it; it must not use the
     *                session's transaction
     */
    public static void orNot(KeycloakSession session, Runnable work) {
        enlist(session, work, work);
    }

    private static void enlist(KeycloakSession session, Runnable committed, Runnable rolledBack) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                committed.run();
            }

            @Override
            protected void rollbackImpl() {
                rolledBack.run();
            }
        });
    }
}
