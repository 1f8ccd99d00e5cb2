package dev.latchkey.otp;

import org.keycloak.provider.Provider;

/**
 * Knows which accounts sign-up has made and no one has proven since: their credentials may be those of somebody else
 * than the mailbox's owner. Kept beside Keycloak's users and not among their attributes, which users and admins may
 * edit. A later sign-up may replace, and a purge delete, only such an account, and only while no admin has decided
 * anything about it.
 *
 * <p>Every method works in the transaction of the session that the provider belongs to, which must be the one that
 * changes the account.
 */
public interface RegistrationRecords extends Provider {

    /**
     * Takes note of an account that sign-up has just made.
     *
     * @param realmId the realm
     * @param userId  the account
     */
    void made(String realmId, String userId);

    /**
     * Forgets that sign-up made an account: its mailbox was proven, it became active, or it was used. Of many who try
     * at once, one succeeds; the others wait for its transaction.
     *
     * @param userId the account
     * @return whether it was known until now
     */
    boolean settle(String userId);

    /**
     * Notes that an account stays, no matter who signs up with its address, and however long it waits for its proof: an
     * admin has decided something about it.
     *
     * @param userId the account; nothing happens when sign-up has not made it
     */
    void keep(String userId);

    /**
     * Forgets an account that is about to be replaced or purged. Of this, {@link #settle} and {@link #keep}, whichever
     * comes first wins; the others wait for its transaction.
     *
     * @param userId the account
     * @return whether the account may be removed: it was known until now, and no admin has decided anything about it
     */
    boolean claim(String userId);
}
