package dev.latchkey.secretcode;

import dev.latchkey.common.keys.MacMessage;

/**
 * What a code that was issued to a user who had signed in at an identity provider is found by when the provider logs
 * that user out, however long the Keycloak session of the sign-in is over. Stored where the ids of the code's sessions
 * are; a hash, because that column holds no longer ids.
 */
public final class ProviderLogoutKey {

    /** Beginning of every key and of no id of a Keycloak session. */
    public static final String PREFIX = "idp.";

    private static final int HEX_DIGITS = 32;

    private ProviderLogoutKey() {
    }

    /**
     * @param realmId         the realm
     * @param brokerSessionId the provider's session, with the provider's alias before it as Keycloak stores it
     * @return the key of the codes of that session
     */
    public static String ofSession(String realmId, String brokerSessionId) {
        return of("provider-session", realmId, brokerSessionId);
    }

    /**
     * @param realmId      the realm
     * @param brokerUserId the provider's user, with the provider's alias before it as Keycloak stores it
     * @return the key of the codes of that user
     */
    public static String ofUser(String realmId, String brokerUserId) {
        return of("provider-user", realmId, brokerUserId);
    }

    private static String of(String kind, String realmId, String id) {
        return PREFIX + MacMessage.of(kind, realmId, id).sha256().substring(0, HEX_DIGITS);
    }
}
