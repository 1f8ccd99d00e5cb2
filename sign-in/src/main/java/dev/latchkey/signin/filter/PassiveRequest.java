package dev.latchkey.signin.filter;

import dev.latchkey.signin.ApplicationRequest;
import dev.latchkey.signin.ForwardedRequest;
import dev.latchkey.signin.SamlRequestNotes;
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

    private PassiveRequest() {
    }

    /**
     * @param session     the request's session
     * @param authSession an authentication
     * @return whether this very request is passive. What its application has asked for stays with the tab, in which a
     *         user may sign in all the same by other addresses; nothing is left out there. Where Keycloak has forwarded
     *         the request to an identity provider, the requests of the sign-in after its answer are passive as well
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession) {
        return ForwardedRequest.is(session, authSession) || isOfApplication(session, authSession);
    }

    /**
     * @param session     the request's session
     * @param authSession an authentication that has succeeded
     * @return whether it is a silent sign-on, by a session that the browser had: no sign-in to report, remember or
     *         trust a device by. A passive request that was forwarded to an identity provider opens a session, and is
     *         one
     */
    public static boolean isOfApplication(KeycloakSession session, AuthenticationSessionModel authSession) {
        return ApplicationRequest.is(session)
                && (TokenUtil.hasPrompt(authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                                OIDCLoginProtocol.PROMPT_VALUE_NONE)
                        || SamlRequestNotes.isPassive(authSession));
    }

    /** @return the answer of a step that needs the user: Keycloak reports it to the application, and shows nothing */
    public static Response interactionNeeded() {
        return Response.noContent().build();
    }
}
