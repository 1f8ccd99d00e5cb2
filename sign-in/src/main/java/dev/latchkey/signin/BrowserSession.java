package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The session that a browser has from an earlier sign-in, found as Keycloak finds it (keycloak-services, not a public
 * API): by the id of the root authentication session. Keycloak refuses a second user there, but only when a sign-in is
 * done.
 */
public final class BrowserSession {

    private BrowserSession() {
    }

    /**
     * @param session     the request's session
     * @param authSession the tab
     * @param user        who is about to sign in; null where Keycloak knows no account
     * @return the valid session of another user; empty where there is none, or it is this user's
     */
    public static Optional<UserSessionModel> ofAnother(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return valid(session, authSession)
                .filter(found -> user == null || !user.getId().equals(found.getUser().getId()));
    }

    /**
     * @param session     the request's session
     * @param authSession the tab
     * @param user        a user
     * @return whether the browser has a valid session of this user
     */
    public static boolean isOf(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return valid(session, authSession).filter(found -> user.getId().equals(found.getUser().getId())).isPresent();
    }

    private static Optional<UserSessionModel> valid(KeycloakSession session, AuthenticationSessionModel authSession) {
        RealmModel realm = authSession.getRealm();
        return Optional.ofNullable(session.sessions().getUserSession(realm, authSession.getParentSession().getId()))
                .filter(found -> found.getUser() != null && AuthenticationManager.isSessionValid(realm, found));
    }
}
