package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.OfflineScope;
import dev.latchkey.signin.OpenedByCode;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;
import org.keycloak.util.TokenUtil;

/**
 * Leaves the scope {@code offline_access} out of tokens of a session that a secret code has opened, where its policy
 * does not allow it: a later request in that session, also another client's, would ask for it without the code. Where
 * Keycloak lets no refresh token stay online, such a request is refused.
 */
final class OnlineOnly implements TokenPostProcessor {

    private static final String LEFT_OUT = OnlineOnly.class.getName();

    private final KeycloakSession session;

    OnlineOnly(KeycloakSession session) {
        this.session = session;
    }

    /** Whether this request has asked for offline access that was left out. */
    static boolean leftOut(KeycloakSession session) {
        return session.getAttribute(LEFT_OUT) != null;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        AuthenticatedClientSessionModel part = context.clientSessionCtx().getClientSession();
        if (!OpenedByCode.staysOnline(part)) {
            return;
        }
        if (context.refreshToken() == null) {
            // at the end of a hybrid flow Keycloak would make the offline session before it issues a refresh token
            if (context.clientSessionCtx().isOfflineTokenRequested()) {
                OnlineResponse.of(session, context.clientSessionCtx(), context.accessToken());
                leaveOut(context.accessToken());
            }
            return;
        }
        if (TokenUtil.TOKEN_TYPE_OFFLINE.equals(context.refreshToken().getType())) {
            throw new CorsErrorResponseException(Cors.builder().auth().allowedMethods(HttpMethod.POST)
                    .checkAllowedOrigins(session, part.getClient()), OAuthErrorException.INVALID_SCOPE,
                    "offline_access is not allowed in a session that a secret code has opened",
                    Response.Status.BAD_REQUEST);
        }
        leaveOut(context.refreshToken());
        leaveOut(context.accessToken());
    }

    private void leaveOut(AccessToken token) {
        if (token != null && OfflineScope.isIn(token.getScope())) {
            token.setScope(OfflineScope.without(token.getScope()));
            session.setAttribute(LEFT_OUT, true);
        }
    }
}
