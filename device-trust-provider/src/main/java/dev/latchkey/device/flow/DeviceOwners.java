package dev.latchkey.device.flow;

import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.TrustPolicy;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/** Reads what Keycloak says of a device's owner, each time anew: whoever changed it, and by whatever way, is seen. */
public final class DeviceOwners {

    private DeviceOwners() {
    }

    /**
     * @param realm  the realm
     * @param user   the owner
     * @param policy names the attribute that changes with a federated account's password
     * @return the owner as of now
     */
    public static DeviceOwner of(RealmModel realm, UserModel user, TrustPolicy policy) {
        long passwordChangedAt = user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(CredentialModel::getCreatedDate)
                .filter(created -> created != null)
                .mapToLong(Long::longValue).max().orElse(0);
        Set<String> handles = user.credentialManager()
                .getStoredCredentialsByTypeStream(DeviceCredentialProvider.TYPE)
                .map(CredentialModel::getId).collect(Collectors.toSet());
        String stamp = policy.passwordAttribute().isEmpty() ? null : user.getFirstAttribute(policy.passwordAttribute());
        return new DeviceOwner(realm.getId(), user.getId(), user.getEmail() == null ? "" : user.getEmail(),
                passwordChangedAt, stamp == null ? "" : stamp, handles);
    }
}
