package dev.latchkey.device;

import org.keycloak.provider.Provider;

/**
 * Remembers which refresh tokens were used, on all nodes and over restarts. Keycloak compares whole seconds when it
 * looks for a token that was rotated away, so that within one second a token could be used again.
 */
public interface SpentTokens extends Provider {

    /**
     * Spends a token once, in a transaction of its own.
     *
     * @param token    the token
     * @param maxReuse how often it may be used again, 0 or more
     * @return false when it was used too often already
     */
    boolean spend(SpentToken token, int maxReuse);
}
