package dev.latchkey.otp;

import org.keycloak.provider.Provider;

/**
 * Knows which accounts sign-up has made and nobody has proven since. Kept beside Keycloak's users and not among their
 * attributes, which people and admins may edit: only such an account may a later sign-up replace, or a purge delete.
 *
 * <p>Every method works in the transaction of the session that the provider belongs to, which must be the one that
 * changes the account.
 */
public interface SignUpProvider extends Provider {

    /**
     * Takes note of an account that sign-up has just made.
     *
     * @param realmId the realm
     * @param userId  the account
     */
    void made(String realmId, String userId);

    /**
     * Forgets that sign-up made an account: it was proven, or is about to be replaced. Of many who try at once, one
     * succeeds; the others wait for its transaction.
     *
     * @param userId the account
     * @return whether it was known until now
     */
    boolean settle(String userId);
}
