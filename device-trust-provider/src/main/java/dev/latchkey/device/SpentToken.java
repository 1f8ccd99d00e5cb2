package dev.latchkey.device;

import dev.latchkey.common.keys.MacMessage;

/**
 * A refresh token that is being used.
 *
 * @param realmId         its realm
 * @param userId          whose session it refreshes
 * @param tokenId         its {@code jti}
 * @param expiresAtMillis until when it could be presented again, epoch milliseconds
 */
public record SpentToken(String realmId, String userId, String tokenId, long expiresAtMillis) {

    /** @return its name in the store */
    public String hash() {
        return MacMessage.of("refresh-token", realmId, tokenId).sha256();
    }
}
