package dev.latchkey.common.proof;

import jakarta.ws.rs.core.Response;

import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * A request that only asks whether a user is signed in: {@code prompt=none}, or {@code IsPassive} of SAML. Any page of
 * any site can make a browser send one, and nobody sees what a step would show. A step reads then, and never writes: no
 * mail, no row, no count.
 */
public final class PassiveRequest {

    private PassiveRequest() {
    }

    /**
     * @param authSession an authentication
     * @return whether its request is passive
     */
    public static boolean is(AuthenticationSessionModel authSession) {
        return TokenUtil.hasPrompt(authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                        OIDCLoginProtocol.PROMPT_VALUE_NONE)
                || SamlRequestNotes.isPassive(authSession);
    }

    /** @return what a step answers that would have to ask: Keycloak tells the application, and shows nothing */
    public static Response interactionNeeded() {
        return Response.noContent().build();
    }
}
