package dev.latchkey.otp.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link PendingAccountGate}s. They are active in every realm without configuration. */
public final class PendingAccountGateFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new PendingAccountGate(session);
    }

    @Override
    public String getId() {
        return "latchkey-pending-account";
    }
}
