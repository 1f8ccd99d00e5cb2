package dev.latchkey.refreshtoken.token;

import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;

/** A token response that Keycloak has begun for offline access, and that goes on without it. */
final class OnlineResponse {

    private OnlineResponse() {
    }

    /**
     * Has Keycloak make no offline session for the rest of the response.
     *
     * @param session the request's session
     * @param context of the response
     * @param token   its access token; null when it has none. Its id tells Keycloak in which session to look it up
     */
    static void of(KeycloakSession session, ClientSessionContext context, AccessToken token) {
        context.setAttribute(OAuth2Constants.OFFLINE_ACCESS, false);
        if (token == null) {
            return;
        }
        TokenContextEncoderProvider ids = session.getProvider(TokenContextEncoderProvider.class);
        AccessTokenContext id = ids.getTokenContextFromTokenId(token.getId());
        if (id.getSessionType() == AccessTokenContext.SessionType.OFFLINE) {
            token.id(ids.encodeTokenId(new AccessTokenContext(AccessTokenContext.SessionType.ONLINE,
                    id.getTokenType(), id.getGrantType(), id.getRawTokenId())));
        }
    }
}
