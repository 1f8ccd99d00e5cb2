package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/**
 * The sign-in that a request goes on with. Where the request signs the user out of other devices, or a session limit
 * ends another session, Keycloak replaces it in its context by one of the logout, which has no user, and does not put
 * it back.
 */
public final class CurrentTab {

    private static final String KEY = "latchkey.current-tab";
    private static final String LOGGING_OUT = CommonClientSessionModel.Action.LOGGING_OUT.name();

    private CurrentTab() {
    }

    /**
     * @param session the request's session
     * @param tab     the sign-in that the request names, before Keycloak has read it
     */
    public static void keep(KeycloakSession session, AuthenticationSessionModel tab) {
        session.setAttribute(KEY, tab);
    }

    /**
     * @param session the request's session
     * @return the sign-in, which has a user; empty when there is none
     */
    public static Optional<AuthenticationSessionModel> of(KeycloakSession session) {
        return find(session).filter(tab -> tab.getAuthenticatedUser() != null);
    }

    /**
     * @param session the request's session
     * @return the sign-in; empty when there is none, or it is completed: it is removed then, and nothing must be
     *         written to it any more
     */
    public static Optional<AuthenticationSessionModel> open(KeycloakSession session) {
        return find(session).filter(tab -> {
            RootAuthenticationSessionModel root = session.authenticationSessions()
                    .getRootAuthenticationSession(tab.getRealm(), tab.getParentSession().getId());
            return root != null && root.getAuthenticationSession(tab.getClient(), tab.getTabId()) != null;
        });
    }

    private static Optional<AuthenticationSessionModel> find(KeycloakSession session) {
        return Optional.ofNullable(isReplaced(session)
                ? session.getAttribute(KEY, AuthenticationSessionModel.class)
                : session.getContext().getAuthenticationSession());
    }

    /**
     * Puts the sign-in back into Keycloak's context, where a logout of another session has replaced it: Keycloak reads
     * from there which scopes need a consent, and would ask for none.
     *
     * @param session the session of a request that has ended a session
     */
    public static void restore(KeycloakSession session) {
        AuthenticationSessionModel tab = session.getAttribute(KEY, AuthenticationSessionModel.class);
        if (isReplaced(session) && tab != null && !LOGGING_OUT.equals(tab.getAction())) {
            session.getContext().setAuthenticationSession(tab);
        }
    }

    /** Whether the context has the one of a logout. */
    static boolean isReplaced(KeycloakSession session) {
        AuthenticationSessionModel inContext = session.getContext().getAuthenticationSession();
        return inContext != null && LOGGING_OUT.equals(inContext.getAction());
    }
}
