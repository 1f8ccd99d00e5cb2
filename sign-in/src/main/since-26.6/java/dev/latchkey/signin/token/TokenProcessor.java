package dev.latchkey.signin.token;

import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/** Sees the tokens of each response before Keycloak signs them: by the SPI that Keycloak has for it. */
public interface TokenProcessor extends TokenPostProcessor {

    /**
     * @param tokens the tokens, which it may change
     * @throws jakarta.ws.rs.WebApplicationException if none may be issued
     */
    void process(IssuedTokens tokens);

    @Override
    default void process(TokenPostProcessorContext context) {
        process(new IssuedTokens(context.clientSessionCtx(), context.accessToken(), context.refreshToken()));
    }
}
