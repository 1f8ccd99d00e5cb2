package dev.latchkey.common.proof;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A tab in which a session of the browser stands for a factor counts as long as that session. Keycloak does not compare
 * them: a tab that has waited until its session is over would open one anew, mostly under the same id, and nothing was
 * proven for it. A logout removes the browser's tabs only where it is the first of its request.
 */
final class SessionProof {

    private static final String SESSION = "latchkey.proven-by-session.";
    /** In place of a session's id: the tab has proven enough itself. */
    private static final String NONE = "";

    private SessionProof() {
    }

    /**
     * Notes the session that stands for a factor, if one does and none is noted, in the request in which Keycloak has
     * read it.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    static void note(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (authSession.getAuthNote(note(authSession)) == null
                && AuthenticationRecords.ofCompletedFlow(session, authSession).passed(Factor.SESSION)) {
            authSession.setAuthNote(note(authSession), Optional.ofNullable(session.getContext().getUserSession())
                    .map(UserSessionModel::getId).orElse(authSession.getParentSession().getId()));
        }
    }

    /**
     * Notes that the tab goes on without a session, because its user has just proven enough in it.
     *
     * @param authSession a tab that has a user
     */
    static void replace(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(note(authSession), NONE);
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return whether a session has stood for a factor, and is over; false where the browser has another one of this
     *         user in its place, which Keycloak would go on with
     */
    static boolean isOver(KeycloakSession session, AuthenticationSessionModel authSession) {
        String id = authSession.getAuthNote(note(authSession));
        UserModel user = authSession.getAuthenticatedUser();
        return id != null && !id.equals(NONE) && !isOpen(session, authSession.getRealm(), id, user)
                && !BrowserSession.isOf(session, authSession, user);
    }

    private static boolean isOpen(KeycloakSession session, RealmModel realm, String id, UserModel user) {
        UserSessionModel found = session.sessions().getUserSession(realm, id);
        return found != null && found.getUser() != null && user.getId().equals(found.getUser().getId())
                && AuthenticationManager.isSessionValid(realm, found);
    }

    private static String note(AuthenticationSessionModel authSession) {
        return SESSION + authSession.getAuthenticatedUser().getId();
    }
}
