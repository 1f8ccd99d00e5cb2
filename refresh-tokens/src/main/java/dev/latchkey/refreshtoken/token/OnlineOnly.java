package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.OfflineScope;
import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;
import org.keycloak.util.TokenUtil;

/**
 * Leaves the scope {@code offline_access} out of tokens of a session that a secret code has opened, where its policy
 * does not allow it: a later request in that session, also another client's, would ask for it without the code. Where
 * Keycloak lets no refresh token stay online, such a request is refused.
 */
final class OnlineOnly implements TokenProcessor {

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
    public void process(IssuedTokens tokens) {
        AuthenticatedClientSessionModel part = tokens.context().getClientSession();
        if (!OpenedByCode.staysOnline(part)) {
            return;
        }
        if (tokens.refreshToken() == null) {
            // at the end of a hybrid flow Keycloak would make the offline session before it issues a refresh token
            if (tokens.context().isOfflineTokenRequested()) {
                OnlineResponse.of(session, tokens.context(), tokens.accessToken());
                leaveOut(tokens.accessToken());
            }
            return;
        }
        if (TokenUtil.TOKEN_TYPE_OFFLINE.equals(tokens.refreshToken().getType())) {
            throw new CorsErrorResponseException(AllowedOrigins.check(
                    Cors.builder().auth().allowedMethods(HttpMethod.POST), session, part.getClient()),
                    OAuthErrorException.INVALID_SCOPE,
                    "offline_access is not allowed in a session that a secret code has opened",
                    Response.Status.BAD_REQUEST);
        }
        leaveOut(tokens.refreshToken());
        leaveOut(tokens.accessToken());
    }

    private void leaveOut(AccessToken token) {
        if (token != null && OfflineScope.isIn(token.getScope())) {
            token.setScope(OfflineScope.without(token.getScope()));
            session.setAttribute(LEFT_OUT, true);
        }
    }
}
