package dev.latchkey.signin.logout;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * Rows of a session that another request is opening at this moment. Keycloak shows the session a few milliseconds
 * before it has committed them, and without them it looks like one that has ended. They are looked for in transactions
 * of their own: Keycloak remembers of the request's own that it has found none, and would not write to them any more.
 */
public final class RowsToCome {

    /** With pauses from 20 to 640 milliseconds between them, 1.26 seconds in all. */
    private static final int LOOKS = 7;
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private RowsToCome() {
    }

    /**
     * Waits for the rows of a session and a client's part of it, if it is to have any.
     *
     * @param session the request's session, which holds no connection meanwhile
     * @param part    a client's part of a session that another request may be opening
     * @return whether they are there, or Keycloak stores none; false when they have not come within a second: the
     *         session has ended, or its request goes on for long
     */
    public static boolean arrive(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        if (!StoredSession.isStored(userSession)) {
            return true;
        }
        String realmId = userSession.getRealm().getId();
        String id = userSession.getId();
        String client = part.getClient().getId();
        boolean offline = userSession.isOffline();
        return await(session, realmId, (own, realm) -> StoredSession.hasRows(own, realm, id, client, offline));
    }

    /** Whether it is so within a second, in transactions of their own in this realm. */
    static boolean await(KeycloakSession session, String realmId, BiPredicate<KeycloakSession, RealmModel> expected) {
        RequestTransaction.releaseConnection(session);
        long pause = SHORTEST_PAUSE_NANOS;
        for (int look = 1; OwnTransaction.inRealm(session.getKeycloakSessionFactory(), realmId, expected::test)
                .filter(Boolean::booleanValue).isEmpty(); look++) {
            if (look == LOOKS) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause *= 2;
        }
        return true;
    }
}
