package dev.latchkey.device;

import java.util.Set;

import dev.latchkey.signin.account.AccountSnapshot;

/**
 * The state of a device's owner in Keycloak now, to be compared with the state when the device was trusted.
 *
 * @param account       the account
 * @param directoryDown whether its directory cannot be asked about it now; the account may then be other than it seems
 * @param credentials   ids of the credentials that represent trusted devices in Keycloak's consoles
 */
public record DeviceOwner(AccountSnapshot account, boolean directoryDown, Set<String> credentials) {

    /** @return the realm's id */
    public String realmId() {
        return account.realmId();
    }

    /** @return the user's id */
    public String userId() {
        return account.userId();
    }
}
