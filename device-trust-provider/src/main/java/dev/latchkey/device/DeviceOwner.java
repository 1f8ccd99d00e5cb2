package dev.latchkey.device;

import java.util.Set;

import dev.latchkey.common.account.AccountSnapshot;

/**
 * What Keycloak says of a device's owner now; compared with what it said when the device was trusted.
 *
 * @param account the account
 * @param credentials ids of the credentials that stand for trusted devices in Keycloak's consoles
 */
public record DeviceOwner(AccountSnapshot account, Set<String> credentials) {

    /** @return the realm */
    public String realmId() {
        return account.realmId();
    }

    /** @return the account */
    public String userId() {
        return account.userId();
    }
}
