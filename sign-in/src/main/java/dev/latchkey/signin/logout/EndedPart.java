package dev.latchkey.signin.logout;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * The end of a client's part of a session. Keycloak deletes the row of an offline session with that of its last part,
 * and goes on to show the session: a part that is made in it later is listed by no console, and ends with a restart.
 */
public final class EndedPart {

    private EndedPart() {
    }

    /**
     * Ends a client's part of a session; an offline session ends with its last one.
     *
     * @param session the request's session
     * @param part    the part
     */
    public static void end(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        part.detachFromUserSession();
        endWithoutParts(session, userSession);
    }

    /**
     * Ends an offline session whose last part has ended, by whatever means; does nothing to others.
     *
     * @param session     the request's session
     * @param userSession a session, which may have ended
     */
    public static void endWithoutParts(KeycloakSession session, UserSessionModel userSession) {
        RealmModel realm = userSession.getRealm();
        if (userSession.isOffline() && session.sessions().getOfflineUserSession(realm, userSession.getId()) != null
                // a cache may lack the part of another client
                && !(StoredSession.isStored(userSession)
                        ? StoredSession.isOpen(session, realm, userSession.getId(), true)
                        : !userSession.getAuthenticatedClientSessions().isEmpty())) {
            session.sessions().removeOfflineUserSession(realm, userSession);
        }
    }
}
