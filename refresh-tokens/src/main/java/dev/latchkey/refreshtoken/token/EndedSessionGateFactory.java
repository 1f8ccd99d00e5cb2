package dev.latchkey.refreshtoken.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link EndedSessionGate}s. They are active in every realm without configuration. */
public final class EndedSessionGateFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new EndedSessionGate(session);
    }

    @Override
    public String getId() {
        return "latchkey-ended-session";
    }
}
