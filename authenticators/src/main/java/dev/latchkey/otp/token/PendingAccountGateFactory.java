package dev.latchkey.otp.token;

import dev.latchkey.signin.token.TokenProcessor;
import dev.latchkey.signin.token.TokenProcessorFactory;
import org.keycloak.models.KeycloakSession;

/** Creates {@link PendingAccountGate}s. They are active in every realm without configuration. */
public final class PendingAccountGateFactory implements TokenProcessorFactory {

    @Override
    public TokenProcessor create(KeycloakSession session) {
        return new PendingAccountGate(session);
    }

    @Override
    public String getId() {
        return "latchkey-pending-account";
    }
}
