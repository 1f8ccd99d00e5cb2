package dev.latchkey.signin;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A passive request that Keycloak has forwarded to an identity provider, which has answered without its user
 * (keycloak-services, not a public API): the flows and actions after the answer are as passive. Keycloak's note of it
 * stays with the tab, in which a user may sign in all the same; so it counts in a request of a brokered sign-in alone,
 * as it does for Keycloak.
 */
public final class ForwardedRequest {

    private static final String MARK = "latchkey.brokered-request";

    private ForwardedRequest() {
    }

    /**
     * Marks this request as one of a brokered sign-in.
     *
     * @param session the request's session
     */
    public static void mark(KeycloakSession session) {
        session.setAttribute(MARK, Boolean.TRUE);
    }

    /**
     * @param session     the request's session
     * @param authSession an authentication
     * @return whether this request goes on with a passive one, after the answer of an identity provider
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession) {
        return Boolean.TRUE.equals(session.getAttribute(MARK, Boolean.class))
                && Boolean.parseBoolean(authSession.getAuthNote(AuthenticationProcessor.FORWARDED_PASSIVE_LOGIN));
    }
}
