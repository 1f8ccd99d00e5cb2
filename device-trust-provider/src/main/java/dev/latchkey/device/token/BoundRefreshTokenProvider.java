package dev.latchkey.device.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import java.time.Duration;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.device.RefreshRefusal;
import dev.latchkey.device.SpentToken;
import dev.latchkey.device.SpentTokens;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.SessionExpirationUtils;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;

/**
 * Keycloak's refresh tokens, bound to the client that asked for them where a client scope says so, and used once each
 * where the realm rotates them (RFC 9700, 2.2.2).
 */
final class BoundRefreshTokenProvider extends DefaultRefreshTokenProvider {

    /** The claim that carries the fingerprint's hash. */
    static final String CLAIM = "latchkey_fp";

    BoundRefreshTokenProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    public RefreshToken generateRefreshToken(InitialRefreshTokenContext context) {
        RefreshToken token = super.generateRefreshToken(context);
        ClientModel client = context.clientSessionCtx().getClientSession().getClient();
        if (FingerprintPolicy.of(client).isPresent()) {
            token.getOtherClaims().put(CLAIM, FingerprintReader.read(session).hash(token.getId()));
        }
        return token;
    }

    /** Runs under Keycloak's lock on the session, before anything of the token is burnt. */
    @Override
    protected TokenManager.TokenValidation validateToken(KeycloakSession session, UriInfo uri,
            ClientConnection connection, RealmModel realm, RefreshToken token, HttpHeaders headers, String scope,
            ClientModel client, TokenManager tokens, EventBuilder event) throws OAuthErrorException {
        TokenManager.TokenValidation validation = super.validateToken(session, uri, connection, realm, token, headers,
                scope, client, tokens, event);
        event.user(validation.user);
        FingerprintPolicy policy = FingerprintPolicy.of(client).orElse(null);
        if (policy != null && !isFromTheSameClient(token)) {
            refused(RefreshRefusal.SESSION_FINGERPRINT_MISMATCH).on(event);
            if (policy.endSession()) {
                end(validation.userSession, realm, connection, headers);
            }
            // says no more than of any other token that is refused
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT, "Invalid refresh token",
                    "Refresh token used by another client");
        }
        if (realm.isRevokeRefreshToken() && !spend(realm, client, validation, token)) {
            refused(RefreshRefusal.TOKEN_REUSED).on(event);
            validation.clientSessionCtx.getClientSession().detachFromUserSession();
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT,
                    "Maximum allowed refresh token reuse exceeded", "Maximum allowed refresh token reuse exceeded");
        }
        return validation;
    }

    private static Audit refused(RefreshRefusal reason) {
        return Audit.of(AuditStep.REFRESH_REFUSED).reason(reason);
    }

    /** A token from before the scope was assigned carries no hash; its successor will. */
    private boolean isFromTheSameClient(RefreshToken token) {
        Object hash = token.getOtherClaims().get(CLAIM);
        return hash == null || hash.equals(FingerprintReader.read(session).hash(token.getId()));
    }

    private boolean spend(RealmModel realm, ClientModel client, TokenManager.TokenValidation validation,
            RefreshToken token) {
        return session.getProvider(SpentTokens.class).spend(
                new SpentToken(realm.getId(), validation.user.getId(), token.getId(),
                        expiry(realm, client, validation, token)),
                realm.getRefreshTokenMaxReuse());
    }

    /**
     * Until when the token could be presented again: offline tokens may carry no expiry, but die when their session is
     * idle for too long; and once another token of the session was used in a later second, Keycloak knows it as stale.
     */
    private static long expiry(RealmModel realm, ClientModel client, TokenManager.TokenValidation validation,
            RefreshToken token) {
        AuthenticatedClientSessionModel clientSession = validation.clientSessionCtx.getClientSession();
        UserSessionModel userSession = clientSession.getUserSession();
        long idle = SessionExpirationUtils.calculateClientSessionIdleTimestamp(validation.userSession.isOffline(),
                userSession.isRememberMe(), Time.currentTimeMillis(), realm, client);
        return token.getExp() == null ? idle : Math.max(idle, Duration.ofSeconds(token.getExp()).toMillis());
    }

    private void end(UserSessionModel userSession, RealmModel realm, ClientConnection connection,
            HttpHeaders headers) {
        if (userSession.isOffline()) {
            new UserSessionManager(session).revokeOfflineUserSession(userSession);
        } else {
            AuthenticationManager.backchannelLogout(session, realm, userSession, session.getContext().getUri(),
                    connection, headers, true);
        }
    }
}
