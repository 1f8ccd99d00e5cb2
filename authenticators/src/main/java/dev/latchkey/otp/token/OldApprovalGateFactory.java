package dev.latchkey.otp.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link OldApprovalGate}s. They are active in every realm without configuration. */
public final class OldApprovalGateFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new OldApprovalGate(session);
    }

    @Override
    public String getId() {
        return "latchkey-old-approval";
    }
}
