package dev.latchkey.otp.token;

import dev.latchkey.otp.account.AccountStatus;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.token.TokenInterceptorException;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/**
 * Refuses every token for a pending account, by whatever grant. Most grants ask for outstanding actions themselves;
 * refresh and token exchange do not. The interface is keycloak-services', which is not a public API.
 */
final class PendingAccountGate implements TokenPostProcessor {

    @Override
    public void process(TokenPostProcessorContext context) {
        UserModel user = context.clientSessionCtx().getClientSession().getUserSession().getUser();
        if (user != null && AccountStatus.of(user) == AccountStatus.PENDING) {
            throw new TokenInterceptorException(OAuthErrorException.INVALID_GRANT, "Account is not fully set up");
        }
    }
}
