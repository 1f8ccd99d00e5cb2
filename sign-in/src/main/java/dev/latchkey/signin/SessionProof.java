package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A tab in which a session of the browser stands for a factor counts as long as that session. Keycloak does not compare
 * them: a tab that has waited until its session is over would open one anew, mostly under the same id, and nothing was
 * proven for it. A logout removes the browser's tabs only where it is the first of its request.
 */
public final class SessionProof {

    private static final String SESSION = "latchkey.proven-by-session.";
    /** In place of a session: the tab has proven enough itself. */
    private static final String NONE = "";
    /** In place of one that is over already. */
    private static final String GONE = "0 gone";

    private SessionProof() {
    }

    /**
     * Notes the session that stands for a factor, if one does and none is noted, in the request in which Keycloak has
     * read it.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    public static void note(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (authSession.getAuthNote(note(authSession)) == null
                && AuthenticationRecords.ofCompletedFlow(session, authSession).passed(Factor.SESSION)) {
            authSession.setAuthNote(note(authSession), Optional.ofNullable(session.getContext().getUserSession())
                    .or(() -> find(session, authSession, authSession.getParentSession().getId()))
                    .map(SessionProof::name).orElse(GONE));
        }
    }

    /**
     * Notes that the tab goes on without a session, because its user has just proven enough in it.
     *
     * @param authSession a tab that has a user
     */
    public static void replace(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(note(authSession), NONE);
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return whether a session has stood for a factor, and is over, whether or not the browser has another one since
     */
    public static boolean isOver(KeycloakSession session, AuthenticationSessionModel authSession) {
        String noted = authSession.getAuthNote(note(authSession));
        if (noted == null || noted.equals(NONE)) {
            return false;
        }
        UserModel user = authSession.getAuthenticatedUser();
        return find(session, authSession, noted.substring(noted.indexOf(' ') + 1))
                .filter(found -> name(found).equals(noted))
                .filter(found -> found.getUser() != null && user.getId().equals(found.getUser().getId()))
                .filter(found -> AuthenticationManager.isSessionValid(authSession.getRealm(), found))
                .isEmpty();
    }

    private static Optional<UserSessionModel> find(KeycloakSession session, AuthenticationSessionModel authSession,
            String id) {
        return Optional.ofNullable(session.sessions().getUserSession(authSession.getRealm(), id));
    }

    /** With its start: Keycloak gives the next session of the browser the same id, and would let the tab join it. */
    private static String name(UserSessionModel userSession) {
        return userSession.getStarted() + " " + userSession.getId();
    }

    private static String note(AuthenticationSessionModel authSession) {
        return SESSION + authSession.getAuthenticatedUser().getId();
    }
}
