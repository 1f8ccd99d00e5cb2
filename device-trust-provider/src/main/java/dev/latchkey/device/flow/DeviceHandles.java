package dev.latchkey.device.flow;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;

/** The credentials that stand for a user's trusted devices. */
public final class DeviceHandles {

    private final UserModel user;

    /** @param user the owner */
    public DeviceHandles(UserModel user) {
        this.user = user;
    }

    /**
     * Writes the credential of a device that was just trusted.
     *
     * @param deviceId the device
     * @param name     what it is called; see {@link #distinct}
     */
    void create(String deviceId, String name) {
        CredentialModel handle = new CredentialModel();
        handle.setId(deviceId);
        handle.setType(DeviceCredentialProvider.TYPE);
        handle.setUserLabel(name);
        handle.setCreatedDate(Time.currentTimeMillis());
        handle.setSecretData("{}");
        handle.setCredentialData("{}");
        user.credentialManager().createStoredCredential(handle);
    }

    /**
     * Keycloak demands that the labels of a user's credentials differ, whatever their case; for federated users over
     * all types. A second "Chrome on Windows" gets a number.
     *
     * @param name what a device would be called
     * @return that name, or the first numbered one that is free
     */
    String distinct(String name) {
        Set<String> taken = user.credentialManager().getStoredCredentialsStream()
                .map(CredentialModel::getUserLabel).filter(label -> label != null)
                .map(label -> label.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        String candidate = name;
        for (int number = 2; taken.contains(candidate.toLowerCase(Locale.ROOT)); number++) {
            candidate = name + " (" + number + ")";
        }
        return candidate;
    }

    /**
     * @param deviceId a device
     * @return what its owner calls it; empty when the credential is gone, and trust with it
     */
    public Optional<String> name(String deviceId) {
        return Optional.ofNullable(user.credentialManager().getStoredCredentialById(deviceId))
                .filter(handle -> DeviceCredentialProvider.TYPE.equals(handle.getType()))
                .map(handle -> handle.getUserLabel() == null ? "" : handle.getUserLabel());
    }

    /**
     * Deletes a device's credential, if it stands.
     *
     * @param deviceId the device
     */
    public void remove(String deviceId) {
        if (name(deviceId).isPresent()) {
            user.credentialManager().removeStoredCredentialById(deviceId);
        }
    }
}
