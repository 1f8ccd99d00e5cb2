package dev.latchkey.otp;

import org.keycloak.provider.Provider;

/**
 * Records which accounts sign-up has created whose mailbox is not proven yet: an attacker instead of the mailbox owner
 * may have set their credentials. The records are stored separately from Keycloak's users and not in user attributes,
 * which users and administrators may edit. A later sign-up may replace, and a purge may delete, only a recorded
 * account, and only while no administrator has decided anything about it.
 *
 * <p>Every method runs in the transaction of the provider's session. The same transaction must change the account.
 */
public interface RegistrationRecords extends Provider {

    /**
     * Records an account that sign-up has just created.
     *
     * @param realmId the realm
     * @param userId  the account
     */
    void made(String realmId, String userId);

    /**
     * Deletes the record of an account: its mailbox was proven, it became active, or it was used. Of several concurrent
     * calls one succeeds; the others wait for its transaction.
     *
     * @param userId the account
     * @return whether the account was recorded until now
     */
    boolean settle(String userId);

    /**
     * Notes that an account must remain, even if another user signs up with its address, and however long its mailbox
     * stays unproven: an administrator has decided something about it.
     *
     * @param userId the account; nothing happens when it is not recorded
     */
    void keep(String userId);

    /**
     * Deletes the record of an account that is about to be replaced or purged. Of concurrent calls of this method,
     * {@link #settle} and {@link #keep}, the first one succeeds; the others wait for its transaction.
     *
     * @param userId the account
     * @return whether the account may be removed: it was recorded until now, and no administrator has decided anything
     *         about it
     */
    boolean claim(String userId);

    /**
     * @param userId an account
     * @return whether a later sign-up may replace it: it is recorded, and no administrator has decided anything about
     *         it
     */
    boolean isReplaceable(String userId);

    /**
     * @param userId an account
     * @return whether it is recorded, so that a code can complete its sign-up
     */
    boolean isRecorded(String userId);

    /**
     * @param realmId the realm
     * @return whether any account of the realm is recorded
     */
    boolean anyRecorded(String realmId);

    /**
     * Writes what this transaction has changed until now.
     *
     * @return false when the database refuses it, because another transaction has deleted the same; the transaction can
     *         only be rolled back then
     */
    boolean written();
}
