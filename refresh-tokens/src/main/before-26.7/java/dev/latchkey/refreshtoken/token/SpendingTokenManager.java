package dev.latchkey.refreshtoken.token;

import java.util.Optional;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.RefreshToken;

/** Keycloak's token manager for one refresh: it has {@link BoundRefreshTokens} check and spend the token. */
final class SpendingTokenManager extends RefreshingTokenManager {

    private final BoundRefreshTokens tokens;
    private final EventBuilder event;

    SpendingTokenManager(KeycloakSession session, EventBuilder event) {
        this.tokens = new BoundRefreshTokens(session);
        this.event = event;
    }

    @Override
    void refused() {
        tokens.refused();
    }

    /** Runs under Keycloak's lock on the session, before Keycloak records any use of the token. */
    @Override
    public TokenValidation validateToken(KeycloakSession session, UriInfo uri, ClientConnection connection,
            RealmModel realm, RefreshToken token, HttpHeaders headers, String scope) throws OAuthErrorException {
        TokenValidation validation = super.validateToken(session, uri, connection, realm, token, headers, scope);
        tokens.use(validation, token, validation.clientSessionCtx.getClientSession().getClient(), reuseKey(token),
                event);
        return validation;
    }

    /** As Keycloak's own, which is private. */
    private static String reuseKey(RefreshToken token) {
        return Optional.ofNullable(token.getOtherClaims().get(Constants.REUSE_ID)).map(String::valueOf).orElse("");
    }
}
