package dev.latchkey.refreshtoken.token;

import java.util.Set;

import dev.latchkey.signin.logout.StoredSession;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Refuses tokens in a session that has ended and that Keycloak shows all the same, where the session must be one that
 * an earlier request has opened. Other grants open a session by themselves, whose row follows with the request's end;
 * {@link BoundRefreshTokens} asks at a refresh.
 */
final class EndedSessionGate implements TokenProcessor {

    /** The client's part of the session is that of the sign-in, too. */
    private static final Set<String> OF_A_SIGN_IN =
            Set.of(OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.DEVICE_CODE_GRANT_TYPE);

    private final KeycloakSession session;

    EndedSessionGate(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(IssuedTokens tokens) {
        AuthenticatedClientSessionModel part = tokens.context().getClientSession();
        if (part.getUserSession() != null
                && isOver(part, tokens.context().getAttribute(Constants.GRANT_TYPE, String.class))) {
            // Keycloak commits what a refused token request has written
            throw new CorsErrorResponseException(AllowedOrigins.check(
                    Cors.builder().auth().allowedMethods(HttpMethod.POST), session, part.getClient()),
                    OAuthErrorException.INVALID_GRANT, "Session not active", Response.Status.BAD_REQUEST);
        }
    }

    private boolean isOver(AuthenticatedClientSessionModel part, String grant) {
        if (grant != null && OF_A_SIGN_IN.contains(grant)) {
            return StoredSession.dropIfEnded(session, part);
        }
        // the authorization endpoint knows no grant, and opens a session unless it has found one
        boolean found = OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(grant)
                || grant == null && AuthenticationManager.isSSOAuthentication(part);
        return found && StoredSession.dropIfEnded(session, part.getUserSession());
    }
}
