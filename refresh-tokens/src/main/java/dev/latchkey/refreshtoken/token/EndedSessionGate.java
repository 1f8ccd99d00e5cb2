package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.logout.EndedOfflinePart;
import dev.latchkey.signin.logout.RowsToCome;
import dev.latchkey.signin.logout.StoredSession;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Refuses tokens in a session that has ended and that Keycloak shows all the same, where the session must be one that
 * an earlier request has opened. Other grants open a session by themselves, whose row follows with the request's end;
 * {@link BoundRefreshTokens} asks at a refresh.
 */
final class EndedSessionGate implements TokenProcessor {

    private final KeycloakSession session;

    EndedSessionGate(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Refuses tokens in a session that has ended. Keycloak commits what a refused token request has written.
     *
     * @param session the request's session
     * @param client  the client
     * @return what to throw
     */
    static WebApplicationException refusal(KeycloakSession session, ClientModel client) {
        return new CorsErrorResponseException(AllowedOrigins.check(
                Cors.builder().auth().allowedMethods(HttpMethod.POST), session, client),
                OAuthErrorException.INVALID_GRANT, "Session not active", Response.Status.BAD_REQUEST);
    }

    @Override
    public void process(IssuedTokens tokens) {
        AuthenticatedClientSessionModel part = tokens.context().getClientSession();
        if (part.getUserSession() != null
                && (isOver(part, tokens.context().getAttribute(Constants.GRANT_TYPE, String.class))
                        || tokens.context().isOfflineTokenRequested() && EndedOfflinePart.isInUse(session, part))) {
            throw refusal(session, part.getClient());
        }
    }

    private boolean isOver(AuthenticatedClientSessionModel part, String grant) {
        if (OAuth2Constants.DEVICE_CODE_GRANT_TYPE.equals(grant)) {
            // the one way to present what a sign-in has given before the sign-in's own answer has left
            return !RowsToCome.arrive(session, part);
        }
        if (OAuth2Constants.AUTHORIZATION_CODE.equals(grant)) {
            // the client's part of the session is that of the sign-in, too
            return StoredSession.dropIfEnded(session, part);
        }
        // the authorization endpoint knows no grant, and opens a session unless it has found one
        boolean found = OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(grant) && isOfThisRealm()
                || grant == null && (AuthenticationManager.isSSOAuthentication(part) || isFoundByToken());
        return found && StoredSession.dropIfEnded(session, part.getUserSession());
    }

    /** Whether the exchanged token is the realm's own, by Keycloak's rule. */
    private boolean isOfThisRealm() {
        String issuer = session.getContext().getHttpRequest().getDecodedFormParameters()
                .getFirst(OAuth2Constants.SUBJECT_ISSUER);
        return issuer == null || issuer.equals(Urls.realmIssuer(session.getContext().getUri().getBaseUri(),
                session.getContext().getRealm().getName()));
    }

    /** Whether the session is that of a token in the request, by a grant that Keycloak does not name. */
    private boolean isFoundByToken() {
        MultivaluedMap<String, String> form = session.getContext().getHttpRequest().getDecodedFormParameters();
        String grant = form.getFirst(OAuth2Constants.GRANT_TYPE);
        if (OAuth2Constants.UMA_GRANT_TYPE.equals(grant)) {
            return true;
        }
        // an identity provider's token and another subject lead to a session of their own
        return OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE.equals(grant)
                && form.containsKey(OAuth2Constants.SUBJECT_TOKEN)
                && isOfThisRealm()
                && !form.containsKey(OAuth2Constants.REQUESTED_SUBJECT)
                && !OAuth2Constants.JWT_TOKEN_TYPE.equals(form.getFirst(OAuth2Constants.SUBJECT_TOKEN_TYPE));
    }
}
