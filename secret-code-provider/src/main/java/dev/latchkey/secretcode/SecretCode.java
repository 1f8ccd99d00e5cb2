package dev.latchkey.secretcode;

/**
 * The data of a secret code that its owner and administrators may see. Times are epoch milliseconds.
 *
 * @param id        its id, and that of its credential in Keycloak's consoles
 * @param clientId  the id of the app's client
 * @param keyBound  whether it is bound to the app's DPoP key
 * @param ip        the address it was last used from
 * @param createdAt when it was issued
 * @param lastUsed  when it last signed the app in
 * @param useCount  how often it did
 * @param expiresAt when its absolute lifetime ends; {@link Long#MAX_VALUE} for never
 */
public record SecretCode(String id, String clientId, boolean keyBound, String ip, long createdAt, long lastUsed,
        long useCount, long expiresAt) {
}
