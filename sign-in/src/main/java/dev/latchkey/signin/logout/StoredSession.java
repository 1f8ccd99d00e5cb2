package dev.latchkey.signin.logout;

import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;

/**
 * Whether a session that Keycloak shows has a row. Where Keycloak stores sessions, it removes an ended one from its
 * cache before the row's deletion is committed: another request that reads the session in between puts it back into the
 * cache, from which Keycloak would serve it until it expires. The row decides. Reads it by its primary key, in the
 * request's own transaction; Keycloak reads the same row where it goes on to write to the session.
 */
public final class StoredSession {

    private StoredSession() {
    }

    /**
     * Whether a client's part of a session has ended, by itself or with the session. An offline part's own row decides:
     * Keycloak deletes the row of the offline session with its last part, goes on to show the session, and lets the
     * user's next sign-in make a part in it.
     *
     * @param session the request's session
     * @param part    a client's part of a session that an earlier request has opened
     * @return whether it has ended, although Keycloak shows it; false where Keycloak keeps sessions in memory alone
     */
    public static boolean hasEnded(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        return hasEnded(session, userSession) || isStored(userSession) && persister(session)
                .loadClientSession(part.getRealm(), part.getClient(), userSession, userSession.isOffline()) == null;
    }

    private static boolean hasEnded(KeycloakSession session, UserSessionModel userSession) {
        return (isStored(userSession) && !userSession.isOffline() || isCopy(userSession))
                && !exists(session, userSession.getRealm(), userSession.getId(), false);
    }

    /** Token exchange works in a copy of a session, of the same id, where the client has no part in it. */
    private static boolean isCopy(UserSessionModel userSession) {
        return MultiSiteUtils.isPersistentSessionsEnabled() && Constants.CREATED_FROM_PERSISTENT_ONLINE
                .equals(userSession.getNote(Constants.CREATED_FROM_PERSISTENT));
    }

    /**
     * Removes what Keycloak shows of a session that has ended, so that the user may sign in anew.
     *
     * @param session     the request's session
     * @param userSession a session that an earlier request has opened
     * @return whether it has ended; false for an offline one and for a copy of one, whose parts decide
     */
    public static boolean dropIfEnded(KeycloakSession session, UserSessionModel userSession) {
        if (!hasEnded(session, userSession)) {
            return false;
        }
        if (isStored(userSession)) {
            session.sessions().removeUserSession(userSession.getRealm(), userSession);
        }
        return true;
    }

    /**
     * Removes what Keycloak shows of a client's part of a session, or of the whole session, if that has ended.
     *
     * @param session the request's session
     * @param part    a client's part of a session that an earlier request has opened
     * @return whether it has ended
     */
    public static boolean dropIfEnded(KeycloakSession session, AuthenticatedClientSessionModel part) {
        if (dropIfEnded(session, part.getUserSession())) {
            return true;
        }
        if (!hasEnded(session, part)) {
            return false;
        }
        part.detachFromUserSession();
        return true;
    }

    /**
     * @param session the session to work in, in which the session was not read before
     * @param realm   the realm
     * @param id      id of a session
     * @param offline whether it is the offline one
     * @return whether it has not ended
     */
    public static boolean isOpen(KeycloakSession session, RealmModel realm, String id, boolean offline) {
        if (MultiSiteUtils.isPersistentSessionsEnabled()) {
            return exists(session, realm, id, offline);
        }
        return (offline ? session.sessions().getOfflineUserSession(realm, id)
                : session.sessions().getUserSession(realm, id)) != null;
    }

    private static boolean isStored(UserSessionModel userSession) {
        return MultiSiteUtils.isPersistentSessionsEnabled()
                && userSession.getPersistenceState() != UserSessionModel.SessionPersistenceState.TRANSIENT;
    }

    private static boolean exists(KeycloakSession session, RealmModel realm, String id, boolean offline) {
        return persister(session).loadUserSession(realm, id, offline) != null;
    }

    private static UserSessionPersisterProvider persister(KeycloakSession session) {
        return session.getProvider(UserSessionPersisterProvider.class);
    }
}
