package dev.latchkey.device.session;

import dev.latchkey.common.account.DirectoryDown;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import dev.latchkey.signin.account.AccountSnapshot;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads the state of a device's owner in Keycloak, anew each time, so that every change is seen, no matter who made it
 * and in which way.
 */
public final class DeviceOwners {

    private DeviceOwners() {
    }

    /**
     * @param realm  the realm
     * @param user   the owner
     * @param policy names the attribute that changes with a federated account's password
     * @return the owner's current state
     */
    public static DeviceOwner of(RealmModel realm, UserModel user, TrustPolicy policy) {
        return new DeviceOwner(AccountSnapshot.of(realm, user, policy.passwordAttribute()),
                DirectoryDown.of(realm, user),
                DeviceCredentialProviderFactory.credentials(user).ids());
    }
}
