package dev.latchkey.signin.lease;

import java.time.Duration;
import java.util.UUID;

import dev.latchkey.common.keys.MacMessage;

/**
 * The right of one request to be served while no other request of the same browser's sign-in is served.
 *
 * @param realmId the sign-in's realm
 * @param hash    hash of Keycloak's id of the browser's sign-in, which is a secret
 * @param holder  random id of the request
 */
public record Lease(String realmId, String hash, String holder) {

    /** Longer than a request takes; a browser whose node has died waits no longer than this. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /**
     * @param realmId       the sign-in's realm
     * @param rootSessionId Keycloak's id of the browser's sign-in
     * @return a lease for a request, not taken yet
     */
    public static Lease of(String realmId, String rootSessionId) {
        return new Lease(realmId, MacMessage.of("sign-in-turn", realmId, rootSessionId).sha256(),
                UUID.randomUUID().toString());
    }
}
