package dev.latchkey.signin.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/** Replaces Keycloak's factory of client policies: it has the same id and a higher order. */
public final class FrontChannelTokensFactory extends DefaultClientPolicyManagerFactory {

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new FrontChannelTokens(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
