package dev.latchkey.limit;

import dev.latchkey.common.keys.MacMessage;

/**
 * One unit asked of one bucket.
 *
 * @param limit   the rate
 * @param realmId the realm whose bucket it is
 * @param key     the subject that is limited: a user id, an address; stored only as a hash
 */
public record RateDemand(RateLimit limit, String realmId, String key) {

    /**
     * @return the bucket's name in the store: a hash, so that it holds neither network addresses nor e-mail addresses
     */
    public String bucket() {
        return MacMessage.of(realmId, limit.name(), key).sha256();
    }
}
