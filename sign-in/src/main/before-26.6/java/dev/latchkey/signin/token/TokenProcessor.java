package dev.latchkey.signin.token;

import org.keycloak.provider.Provider;

/** Sees the tokens of each response before Keycloak signs them. Keycloak has no SPI for it: {@link ProcessedTokens}. */
public interface TokenProcessor extends Provider {

    /**
     * @param tokens the tokens, which it may change
     * @throws jakarta.ws.rs.WebApplicationException if none may be issued
     */
    void process(IssuedTokens tokens);

    @Override
    default void close() {
        // nothing is held
    }
}
