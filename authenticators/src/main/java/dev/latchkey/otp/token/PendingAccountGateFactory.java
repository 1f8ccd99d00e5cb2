package dev.latchkey.otp.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Makes {@link PendingAccountGate}s, in every realm without being configured. */
public final class PendingAccountGateFactory implements TokenPostProcessorFactory {

    private final PendingAccountGate gate = new PendingAccountGate();

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return gate;
    }

    @Override
    public String getId() {
        return "latchkey-pending-account";
    }
}
