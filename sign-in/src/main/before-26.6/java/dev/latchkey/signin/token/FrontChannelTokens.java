package dev.latchkey.signin.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.context.ImplicitHybridTokenResponse;

/**
 * Keycloak's client policies, with {@link TokenProcessor}s for the tokens that the implicit and the hybrid flow issue
 * without the token endpoint: Keycloak announces those to the policies of every realm before it signs them.
 */
final class FrontChannelTokens extends DefaultClientPolicyManager {

    private final KeycloakSession session;

    FrontChannelTokens(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        super.triggerOnEvent(context);
        if (context instanceof ImplicitHybridTokenResponse response) {
            ProcessedTokens.process(session, new IssuedTokens(response.getClientSessionContext(),
                    response.getAccessTokenResponseBuilder().getAccessToken(),
                    response.getAccessTokenResponseBuilder().getRefreshToken()));
        }
    }
}
