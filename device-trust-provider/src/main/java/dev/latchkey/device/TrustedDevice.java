package dev.latchkey.device;

/**
 * A trusted device, as its owner and admins may see it. Times are epoch milliseconds.
 *
 * @param id        its id, which is also that of its credential in Keycloak's consoles
 * @param userId    the owner
 * @param name      its name when it was trusted
 * @param ip        the address it was last used from
 * @param createdAt when it was trusted
 * @param lastUsed  when a sign-in on it last skipped the second factor
 * @param expiresAt when its absolute lifetime ends
 */
public record TrustedDevice(String id, String userId, String name, String ip, long createdAt, long lastUsed,
        long expiresAt) {
}
