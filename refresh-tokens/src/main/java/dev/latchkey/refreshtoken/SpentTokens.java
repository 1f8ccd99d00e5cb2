package dev.latchkey.refreshtoken;

import org.keycloak.provider.Provider;

/**
 * Remembers which refresh tokens were used, on all nodes and over restarts. Keycloak compares whole seconds when it
 * looks for a token that was rotated away, so that within one second a token could be used again.
 */
public interface SpentTokens extends Provider {

    /**
     * Spends a token in the request's own transaction: when that is rolled back, the token remains unspent. A
     * second request with a token of the same rank waits for the end of that transaction.
     *
     * @param token  the token
     * @param policy how it may be presented again
     * @return the result
     */
    SpendResult spend(SpentToken token, ReusePolicy policy);

    /**
     * Undoes {@link #spend} in the same request, which is refused after all.
     *
     * @param token the token, which was not {@link SpendResult#REUSED}
     */
    void giveBack(SpentToken token);
}
