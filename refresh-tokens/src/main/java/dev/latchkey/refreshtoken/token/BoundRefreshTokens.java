package dev.latchkey.refreshtoken.token;

import java.time.Duration;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.refreshtoken.RefreshRefusal;
import dev.latchkey.refreshtoken.ReusePolicy;
import dev.latchkey.refreshtoken.SpendResult;
import dev.latchkey.refreshtoken.SpentToken;
import dev.latchkey.refreshtoken.jpa.SpentTokens;
import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.signin.logout.EndedPart;
import dev.latchkey.signin.logout.ExchangedPart;
import dev.latchkey.signin.logout.StoredSession;
import dev.latchkey.signin.logout.UnreportedLogout;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.SessionExpirationUtils;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;

/**
 * What Latchkey adds to Keycloak's refresh tokens, by whatever way this Keycloak lets it: they are bound to the client
 * that asked for them where a client scope requires it, used once each where the realm rotates them (RFC 9700, 2.2.2),
 * and end for good with the part of the session in which they were issued.
 */
final class BoundRefreshTokens {

    /** The claim that carries the fingerprint's hash. */
    static final String CLAIM = "latchkey_fp";
    /**
     * The claim that carries the id of the refresh token for which this one was issued, empty where it was issued for
     * none. Every token has it that is issued while the realm rotates them, so that each use of it is recorded here.
     */
    static final String AFTER = "latchkey_after";

    private final KeycloakSession session;
    /** Of the token that this request presents; null before Keycloak has accepted it. */
    private UserSessionModel presented;

    BoundRefreshTokens(KeycloakSession session) {
        this.session = session;
    }

    /** Adds the claims to a refresh token that is being issued in a client's session. */
    void mark(RefreshToken token, AuthenticatedClientSessionModel clientSession) {
        ClientModel client = clientSession.getClient();
        SessionPart.mark(session, token, clientSession);
        OpenedByCode.code(clientSession).ifPresent(code -> token.getOtherClaims().put(OpenedByCode.CLAIM, code));
        if (FingerprintPolicy.of(client).isPresent()) {
            token.getOtherClaims().put(CLAIM, FingerprintReader.read(session).hash(token.getId()));
        }
        if (client.getRealm().isRevokeRefreshToken()) {
            token.getOtherClaims().put(AFTER,
                    PresentedToken.of(session).map(presented -> presented.token().tokenId()).orElse(""));
        }
    }

    /**
     * Checks a refresh token that Keycloak has accepted, and spends it. To be called under Keycloak's lock on the
     * session, before Keycloak records any use of the token.
     *
     * @param validation what Keycloak has found out about the token
     * @param token      the token
     * @param client     the client that presents it
     * @param reuseKey   Keycloak's key of the notes about this chain of tokens
     * @param event      the request's event
     * @throws OAuthErrorException if the token is refused
     */
    void use(TokenManager.TokenValidation validation, RefreshToken token, ClientModel client, String reuseKey,
            EventBuilder event) throws OAuthErrorException {
        event.user(validation.user);
        presented = validation.userSession;
        if (StoredSession.dropIfEnded(session, validation.clientSessionCtx.getClientSession())) {
            // Keycloak's answer where it does not show the session any more
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT, "Session not active",
                    "Session not active");
        }
        if (!SessionPart.issued(token, validation.clientSessionCtx.getClientSession())) {
            // Keycloak's answer where more than a second lies between
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT,
                    "refresh token issued before the client session started",
                    "refresh token issued before the client session started");
        }
        FingerprintPolicy policy = FingerprintPolicy.of(client).orElse(null);
        if (policy != null && !isFromTheSameClient(token)) {
            refused(RefreshRefusal.SESSION_FINGERPRINT_MISMATCH).on(event);
            if (policy.endSession()) {
                end(validation.userSession, client);
            }
            // the same answer as for any other token that is refused
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT, "Invalid refresh token",
                    "Refresh token used by another client");
        }
        if (client.getRealm().isRevokeRefreshToken()) {
            spend(client.getRealm(), client, validation, token, reuseKey, event);
        }
    }

    /**
     * Restores the token that this request has spent, if there is one, because Keycloak refuses the request. Where
     * Keycloak has ended the client's part of an offline session, the session ends with its last one.
     */
    void refused() {
        if (presented != null) {
            EndedPart.endWithoutParts(session, presented);
        }
        if (PresentedToken.of(session).isPresent()) {
            PresentedToken.giveBack(session);
            // Keycloak stores errors in a transaction of its own, see below
            RequestTransaction.releaseConnection(session);
        }
    }

    private void spend(RealmModel realm, ClientModel client, TokenManager.TokenValidation validation,
            RefreshToken token, String reuseKey, EventBuilder event) throws OAuthErrorException {
        AuthenticatedClientSessionModel clientSession = validation.clientSessionCtx.getClientSession();
        SpentToken spent = new SpentToken(realm.getId(), validation.user.getId(), token.getId(), previous(token),
                expiry(realm, client, validation, token, Time.currentTimeMillis()));
        PresentedToken spending = PresentedToken.of(spent, clientSession, reuseKey);
        SpendResult result = new SpentTokens(session).spend(spent,
                new ReusePolicy(realm.getRefreshTokenMaxReuse(), isAuthenticated(client, token)));
        boolean accepted = switch (result) {
            case FIRST -> {
                // a request whose commit has failed leaves Keycloak's count behind in its cache; the row decides, as
                // long as that of an earlier use is kept, which the session of an offline token may outlive
                if (token.getOtherClaims().containsKey(AFTER)
                        && token.getId().equals(clientSession.getRefreshToken(reuseKey))
                        && expiry(realm, client, validation, token, lastRefresh(clientSession, reuseKey))
                                > Time.currentTimeMillis()) {
                    clientSession.setRefreshTokenUseCount(reuseKey, 0);
                }
                // Keycloak takes all but the newest successor for stale; the one that is used first continues the chain
                if (spent.previousId() != null && spent.previousId().equals(clientSession.getRefreshToken(reuseKey))) {
                    clientSession.setRefreshTokenLastRefresh(reuseKey, token.getIat().intValue());
                }
                yield true;
            }
            case AGAIN -> {
                // Keycloak counts as well, and does not allow for an answer that was lost
                if (realm.getRefreshTokenMaxReuse() == 0) {
                    // the row says that no successor was used; one whose use was rolled back may be left in Keycloak's
                    // cache, which would take this token for stale and end the client's session
                    clientSession.setRefreshToken(reuseKey, token.getId());
                }
                clientSession.setRefreshTokenUseCount(reuseKey, 0);
                yield true;
            }
            case REUSED -> false;
        };
        if (!accepted) {
            // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
            RequestTransaction.releaseConnection(session);
            refused(RefreshRefusal.TOKEN_REUSED).on(event);
            ExchangedPart.of(clientSession.getUserSession(), clientSession)
                    .forEach(AuthenticatedClientSessionModel::detachFromUserSession);
            EndedPart.end(session, clientSession);
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT,
                    "Maximum allowed refresh token reuse exceeded", "Maximum allowed refresh token reuse exceeded");
        }
        spending.keep(session);
    }

    /** When Keycloak last issued tokens for one of this chain, epoch milliseconds; 0 when it never did. */
    private static long lastRefresh(AuthenticatedClientSessionModel clientSession, String reuseKey) {
        return Duration.ofSeconds(clientSession.getRefreshTokenLastRefresh(reuseKey)).toMillis();
    }

    private static String previous(RefreshToken token) {
        Object previous = token.getOtherClaims().get(AFTER);
        return previous == null || previous.equals("") ? null : previous.toString();
    }

    /**
     * Whether the request proves that the token belongs to its client: Keycloak has checked a confidential client's
     * credentials, or the proof of the key that the token is bound to, before it has asked for this provider.
     */
    private static boolean isAuthenticated(ClientModel client, RefreshToken token) {
        return !client.isPublicClient()
                || token.getConfirmation() != null && token.getConfirmation().getKeyThumbprint() != null;
    }

    private static Audit refused(RefreshRefusal reason) {
        return Audit.of(AuditStep.REFRESH_REFUSED).reason(reason);
    }

    /** A token from before the scope was assigned carries no hash; its successor will. */
    private boolean isFromTheSameClient(RefreshToken token) {
        Object hash = token.getOtherClaims().get(CLAIM);
        return hash == null || hash.equals(FingerprintReader.read(session).hash(token.getId()));
    }

    /**
     * Until when a token that is used could be presented again: offline tokens may carry no expiry, but die when their
     * session is idle for too long; and once another token of the session was used in a later second, Keycloak treats
     * it as stale.
     *
     * @param usedAt when it is used, epoch milliseconds
     */
    private static long expiry(RealmModel realm, ClientModel client, TokenManager.TokenValidation validation,
            RefreshToken token, long usedAt) {
        AuthenticatedClientSessionModel clientSession = validation.clientSessionCtx.getClientSession();
        UserSessionModel userSession = clientSession.getUserSession();
        long idle = SessionExpirationUtils.calculateClientSessionIdleTimestamp(validation.userSession.isOffline(),
                userSession.isRememberMe(), usedAt, realm, client);
        return token.getExp() == null ? idle : Math.max(idle, Duration.ofSeconds(token.getExp()).toMillis());
    }

    /** Who has a copy of the token may have copied what depends on the session as well. */
    private void end(UserSessionModel userSession, ClientModel client) {
        UnreportedLogout.expect(session, userSession, client);
        if (userSession.isOffline()) {
            new UserSessionManager(session).revokeOfflineUserSession(userSession);
        } else {
            AuthenticationManager.backchannelLogout(session, client.getRealm(), userSession,
                    session.getContext().getUri(), session.getContext().getConnection(),
                    session.getContext().getRequestHeaders(), true);
        }
    }
}
