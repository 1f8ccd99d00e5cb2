package dev.latchkey.notification;

import org.keycloak.provider.Provider;

/**
 * What is remembered of an account's sign-ins, to detect unusual ones: failures since the last success, and
 * kinds of devices. Works in the transaction of its session. Times are epoch milliseconds.
 */
public interface SignInMemory extends Provider {

    /**
     * Counts a failure.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param now     current time
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    void failed(String realmId, String userId, long now);

    /**
     * Forgets the failures.
     *
     * @param realmId the realm
     * @param userId  the account
     * @return how many failures there were
     */
    int forgetFailures(String realmId, String userId);

    /**
     * Remembers a kind of device.
     *
     * @param realmId     the realm
     * @param userId      the account
     * @param fingerprint kind of device, at most 64 characters
     * @param now         current time
     * @return true, once only, when the account was used before and never with this kind
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    boolean isNewDevice(String realmId, String userId, String fingerprint, long now);
}
