package dev.latchkey.common.proof;

import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * A request that only asks whether a user is signed in: {@code prompt=none}, or {@code IsPassive} of SAML. Any page of
 * any site can make a browser send one, and no user sees what a step would show. Steps therefore read in such a request
 * and never write: no mail, no row, no count.
 */
public final class PassiveRequest {

    private static final String AUTHORIZATION_REQUEST = "latchkey.authorization-request";

    private PassiveRequest() {
    }

    /** Marks this request as one of an application for an authentication; every other one comes from a user. */
    static void atAuthorizationEndpoint(KeycloakSession session) {
        session.setAttribute(AUTHORIZATION_REQUEST, Boolean.TRUE);
    }

    /**
     * @param session     the request's session
     * @param authSession an authentication
     * @return whether this very request is passive. What its application has asked for stays with the tab, in which a
     *         user may sign in all the same by other addresses; nothing is left out there
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession) {
        return isOfApplication(session)
                && (TokenUtil.hasPrompt(authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                                OIDCLoginProtocol.PROMPT_VALUE_NONE)
                        || SamlRequestNotes.isPassive(authSession));
    }

    /** Whether this request is one of an application for an authentication. */
    static boolean isOfApplication(KeycloakSession session) {
        return Boolean.TRUE.equals(session.getAttribute(AUTHORIZATION_REQUEST, Boolean.class));
    }

    /** @return the answer of a step that needs the user: Keycloak reports it to the application, and shows nothing */
    public static Response interactionNeeded() {
        return Response.noContent().build();
    }
}
