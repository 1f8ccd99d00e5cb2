package dev.latchkey.refreshtoken;

import dev.latchkey.common.keys.MacMessage;

/**
 * A refresh token that is being used. All tokens that were issued for the same one before them (a lost answer is
 * repeated with a new token) are successors of one rank, of which one alone may be spent: so a chain never forks.
 *
 * @param realmId         its realm
 * @param userId          the user whose session it refreshes
 * @param tokenId         its {@code jti}
 * @param previousId      {@code jti} of the token for which it was issued; null where it was issued for none
 * @param expiresAtMillis until when it could be presented again, epoch milliseconds
 */
public record SpentToken(String realmId, String userId, String tokenId, String previousId, long expiresAtMillis) {

    /** @return the hash that identifies the token in the store */
    public String hash() {
        return MacMessage.of("refresh-token", realmId, tokenId).sha256();
    }

    /** @return the key under which its rank is spent, which it shares with all tokens issued for the same one */
    public String rank() {
        return previousId == null ? hash() : rankAfter(previousId);
    }

    /** @return the {@link #rank} of the tokens that are issued for this one */
    public String nextRank() {
        return rankAfter(tokenId);
    }

    private String rankAfter(String id) {
        return MacMessage.of("refresh-token-after", realmId, id).sha256();
    }
}
