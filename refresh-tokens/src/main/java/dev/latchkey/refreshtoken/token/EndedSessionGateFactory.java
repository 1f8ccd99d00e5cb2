package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.token.TokenProcessor;
import dev.latchkey.signin.token.TokenProcessorFactory;
import org.keycloak.models.KeycloakSession;

/** Creates {@link EndedSessionGate}s. They are active in every realm without configuration. */
public final class EndedSessionGateFactory implements TokenProcessorFactory {

    @Override
    public TokenProcessor create(KeycloakSession session) {
        return new EndedSessionGate(session);
    }

    @Override
    public String getId() {
        return "latchkey-ended-session";
    }
}
