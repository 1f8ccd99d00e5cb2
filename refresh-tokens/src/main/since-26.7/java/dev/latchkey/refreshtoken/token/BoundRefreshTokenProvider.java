package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.signin.logout.EndedOfflinePart;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.representations.RefreshToken;

/** Keycloak's refresh tokens with what {@link BoundRefreshTokens} adds, by the SPI that Keycloak has since 26.7. */
final class BoundRefreshTokenProvider extends DefaultRefreshTokenProvider {

    private final BoundRefreshTokens tokens;

    BoundRefreshTokenProvider(KeycloakSession session) {
        super(session);
        this.tokens = new BoundRefreshTokens(session);
    }

    @Override
    public RefreshToken generateRefreshToken(InitialRefreshTokenContext context) {
        AuthenticatedClientSessionModel part = context.clientSessionCtx().getClientSession();
        boolean offline = context.offlineTokenRequested() && !OpenedByCode.staysOnline(part);
        if (offline && EndedOfflinePart.isInUse(session, part)) {
            throw EndedSessionGate.refusal(session, part.getClient());
        }
        RefreshToken token = super.generateRefreshToken(offline == context.offlineTokenRequested()
                ? context : online(context));
        tokens.mark(token, part);
        return token;
    }

    private InitialRefreshTokenContext online(InitialRefreshTokenContext context) {
        OnlineResponse.of(session, context.clientSessionCtx(), context.responseBuilder().getAccessToken());
        return new InitialRefreshTokenContext(context.clientSessionCtx(), context.responseBuilder(), context.event(),
                false, context.confirmation());
    }

    @Override
    public TokenManager.AccessTokenResponseBuilder refreshAccessToken(RefreshTokenContext context)
            throws OAuthErrorException {
        try {
            return super.refreshAccessToken(context);
        } catch (OAuthErrorException e) {
            tokens.refused();
            throw e;
        }
    }

    /** Runs under Keycloak's lock on the session, before Keycloak records any use of the token. */
    @Override
    protected TokenManager.TokenValidation validateToken(KeycloakSession session, UriInfo uri,
            ClientConnection connection, RealmModel realm, RefreshToken token, HttpHeaders headers, String scope,
            ClientModel client, TokenManager manager, EventBuilder event) throws OAuthErrorException {
        TokenManager.TokenValidation validation = super.validateToken(session, uri, connection, realm, token, headers,
                scope, client, manager, event);
        tokens.use(validation, token, client, manager.getReuseIdKey(token), event);
        return validation;
    }
}
