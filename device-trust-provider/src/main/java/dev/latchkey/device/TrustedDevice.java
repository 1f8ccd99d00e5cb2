package dev.latchkey.device;

/**
 * A trusted device, as its owner and admins may see it. Times are epoch milliseconds.
 *
 * @param id        its id, and that of its credential in Keycloak's consoles
 * @param userId    the owner
 * @param name      what it was called when it was trusted
 * @param ip        the address it was last used from
 * @param createdAt when it was trusted
 * @param lastUsed  when it last spared somebody the factor
 * @param expiresAt when its absolute lifetime ends
 */
public record TrustedDevice(String id, String userId, String name, String ip, long createdAt, long lastUsed,
        long expiresAt) {
}
