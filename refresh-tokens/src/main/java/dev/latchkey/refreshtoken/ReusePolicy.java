package dev.latchkey.refreshtoken;

import java.time.Duration;

/**
 * The rules by which a refresh token may be presented again.
 *
 * @param maxReuse      how often the realm allows it at any time, 0 or more
 * @param authenticated whether the client has proven with this request that the token is its own, by its credentials or
 *                      by the key that the token is bound to: it may then repeat a request whose answer was lost
 */
public record ReusePolicy(int maxReuse, boolean authenticated) {

    /** How long an answer counts as lost, as long as none of the tokens in it was used. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    /**
     * @param nowMillis epoch milliseconds
     * @return only a token that was first spent after this may be repeated, epoch milliseconds
     */
    public long repeatableAfter(long nowMillis) {
        return authenticated ? nowMillis - GRACE.toMillis() : Long.MAX_VALUE;
    }
}
