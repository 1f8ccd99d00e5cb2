package dev.latchkey.signin.logout;

import java.util.Optional;

import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
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
     * Keycloak deletes the row of the offline session with its last part.
     *
     * @param session the request's session
     * @param part    a client's part of a session that an earlier request has opened
     * @return whether it has ended, although Keycloak shows it; false where Keycloak keeps sessions in memory alone
     */
    public static boolean hasEnded(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        return !userSession.isOffline() && hasEnded(session, userSession)
                || isStored(userSession) && !exists(session, userSession, part.getClient());
    }

    private static boolean hasEnded(KeycloakSession session, UserSessionModel userSession) {
        return (isStored(userSession) || copied(userSession).isPresent())
                && !exists(session, userSession.getRealm(), userSession.getId(),
                        copied(userSession).map(Constants.CREATED_FROM_PERSISTENT_OFFLINE::equals)
                                .orElseGet(userSession::isOffline));
    }

    /**
     * Token exchange works in a copy of a session, of the same id, where the client has no part in it.
     *
     * @return of what kind the session is that was copied; empty when this is no copy
     */
    private static Optional<String> copied(UserSessionModel userSession) {
        return MultiSiteUtils.isPersistentSessionsEnabled()
                ? Optional.ofNullable(userSession.getNote(Constants.CREATED_FROM_PERSISTENT)) : Optional.empty();
    }

    /**
     * Removes what Keycloak shows of a session that has ended, so that the user may sign in anew.
     *
     * @param session     the request's session
     * @param userSession a session that an earlier request has opened, or a copy of one
     * @return whether it has ended
     */
    public static boolean dropIfEnded(KeycloakSession session, UserSessionModel userSession) {
        if (!hasEnded(session, userSession)) {
            return false;
        }
        if (isStored(userSession)) {
            remove(session, userSession);
        }
        return true;
    }

    private static void remove(KeycloakSession session, UserSessionModel userSession) {
        if (userSession.isOffline()) {
            session.sessions().removeOfflineUserSession(userSession.getRealm(), userSession);
        } else {
            session.sessions().removeUserSession(userSession.getRealm(), userSession);
        }
    }

    /**
     * Removes what Keycloak shows of a client's part of a session, or of the whole session, if that has ended.
     *
     * @param session the request's session
     * @param part    a client's part of a session that an earlier request has opened
     * @return whether it has ended
     */
    public static boolean dropIfEnded(KeycloakSession session, AuthenticatedClientSessionModel part) {
        if (!part.getUserSession().isOffline() && dropIfEnded(session, part.getUserSession())) {
            return true;
        }
        if (!hasEnded(session, part)) {
            return false;
        }
        EndedPart.end(session, part);
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

    /**
     * @param session the session to work in, in which neither was read before
     * @param realm   the realm
     * @param id      id of a session
     * @param client  id of a client
     * @param offline whether it is the offline session
     * @return whether the session and the client's part of it have rows
     */
    static boolean hasRows(KeycloakSession session, RealmModel realm, String id, String client, boolean offline) {
        return Optional.ofNullable(persister(session).loadUserSession(realm, id, offline))
                .map(stored -> stored.getAuthenticatedClientSessionByClient(client)).isPresent();
    }

    static boolean isStored(UserSessionModel userSession) {
        return MultiSiteUtils.isPersistentSessionsEnabled()
                && userSession.getPersistenceState() != UserSessionModel.SessionPersistenceState.TRANSIENT;
    }

    private static boolean exists(KeycloakSession session, UserSessionModel userSession, ClientModel client) {
        return persister(session).loadClientSession(userSession.getRealm(), client, userSession,
                userSession.isOffline()) != null;
    }

    private static boolean exists(KeycloakSession session, RealmModel realm, String id, boolean offline) {
        return persister(session).loadUserSession(realm, id, offline) != null;
    }

    private static UserSessionPersisterProvider persister(KeycloakSession session) {
        return session.getProvider(UserSessionPersisterProvider.class);
    }
}
