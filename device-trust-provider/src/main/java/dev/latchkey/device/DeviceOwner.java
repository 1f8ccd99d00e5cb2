package dev.latchkey.device;

import java.util.Set;

/**
 * What Keycloak says of a device's owner now; compared with what it said when the device was trusted.
 *
 * @param realmId           the realm
 * @param userId            the account
 * @param email             the account's address, empty without one
 * @param passwordChangedAt when the password was last set, epoch milliseconds; 0 when Keycloak does not hold it
 * @param passwordStamp     value of the attribute that changes with a federated account's password; empty without one
 * @param handles           ids of the credentials that stand for trusted devices in Keycloak's consoles
 */
public record DeviceOwner(String realmId, String userId, String email, long passwordChangedAt, String passwordStamp,
        Set<String> handles) {
}
