package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.token.ProcessedTokens;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Keycloak's token manager with the refresh of this line, of which it tells that it was refused. */
abstract class RefreshingTokenManager extends ProcessedTokens {

    /** Keycloak has refused the refresh. */
    abstract void refused();

    @Override
    public AccessTokenResponseBuilder refreshAccessToken(KeycloakSession session, UriInfo uri,
            ClientConnection connection, RealmModel realm, ClientModel client, String refreshToken, EventBuilder event,
            HttpHeaders headers, HttpRequest request, String scope) throws OAuthErrorException {
        try {
            return super.refreshAccessToken(session, uri, connection, realm, client, refreshToken, event, headers,
                    request, scope);
        } catch (OAuthErrorException e) {
            refused();
            throw e;
        }
    }
}
