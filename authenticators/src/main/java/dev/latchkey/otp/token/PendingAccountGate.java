package dev.latchkey.otp.token;

import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.KeptCredentials;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * Refuses every token for a pending account, for every grant. Most grants check outstanding required actions
 * themselves; refresh, token exchange and UMA do not. The interface belongs to keycloak-services, which is not a public
 * API. The grant of UMA permissions does not handle the interface's own exception for refusals and would answer 500, so
 * another exception is thrown.
 */
final class PendingAccountGate implements TokenProcessor {

    private final KeycloakSession session;

    PendingAccountGate(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(IssuedTokens tokens) {
        AuthenticatedClientSessionModel clientSession = tokens.context().getClientSession();
        RealmModel realm = clientSession.getRealm();
        UserModel user = clientSession.getUserSession().getUser();
        if (user != null && (AccountStatus.of(realm, user) == AccountStatus.PENDING || justActivated(realm, user))) {
            throw new CorsErrorResponseException(AllowedOrigins.check(
                    Cors.builder().auth().allowedMethods(HttpMethod.POST), session, clientSession.getClient()),
                    OAuthErrorException.INVALID_GRANT,
                    "Account is not fully set up", Response.Status.BAD_REQUEST);
        }
    }

    /**
     * Whether the account has become active outside of a sign-in that could distinguish planted credentials from the
     * owner's. Its credentials are removed then, and the user has to sign in again.
     */
    private boolean justActivated(RealmModel realm, UserModel user) {
        return AccountStatus.holdsTheAction(user) && user.isEmailVerified()
                && new Activations(session, realm).activated(user, KeptCredentials.NOTHING);
    }
}
