package dev.latchkey.signin.token;

import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link TokenProcessor}s. */
public interface TokenProcessorFactory extends TokenPostProcessorFactory {
}
