package dev.latchkey.refreshtoken.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;

/** Keycloak's token manager with the refresh of this line, of which it tells that it was refused. */
abstract class RefreshingTokenManager extends TokenManager {

    /** Keycloak has refused the refresh. */
    abstract void refused();

    @Override
    public AccessTokenResponseBuilder refreshAccessToken(KeycloakSession session, UriInfo uri,
            ClientConnection connection, RealmModel realm, ClientModel client, String refreshToken, EventBuilder event,
            HttpHeaders headers, HttpRequest request, String scope, String resource) throws OAuthErrorException {
        try {
            return super.refreshAccessToken(session, uri, connection, realm, client, refreshToken, event, headers,
                    request, scope, resource);
        } catch (OAuthErrorException e) {
            refused();
            throw e;
        }
    }
}
