package dev.latchkey.otp.token;

import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.KeptCredentials;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * Refuses every token for a pending account, by whatever grant. Most grants ask for outstanding actions themselves;
 * refresh, token exchange and UMA do not. The interface is keycloak-services', which is not a public API; of its own
 * exception for refusals the grant of UMA permissions knows nothing, and would answer 500.
 */
final class PendingAccountGate implements TokenPostProcessor {

    private final KeycloakSession session;

    PendingAccountGate(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        AuthenticatedClientSessionModel clientSession = context.clientSessionCtx().getClientSession();
        RealmModel realm = clientSession.getRealm();
        UserModel user = clientSession.getUserSession().getUser();
        if (user != null && (AccountStatus.of(realm, user) == AccountStatus.PENDING || justActivated(realm, user))) {
            throw new CorsErrorResponseException(Cors.builder().auth().allowedMethods(HttpMethod.POST)
                    .checkAllowedOrigins(session, clientSession.getClient()), OAuthErrorException.INVALID_GRANT,
                    "Account is not fully set up", Response.Status.BAD_REQUEST);
        }
    }

    /** Found active by no sign-in that could tell planted credentials from others: those end, and a sign-in comes. */
    private boolean justActivated(RealmModel realm, UserModel user) {
        return AccountStatus.holdsTheAction(user) && user.isEmailVerified()
                && new Activations(session, realm).activated(user, KeptCredentials.NOTHING);
    }
}
