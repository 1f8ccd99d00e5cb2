package dev.latchkey.device;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.rotating.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Trusted devices: who holds the newest generation of a device's secret is spared the second factor. What changes a
 * device is stored in transactions of its own, and races are settled by conditional UPDATE, on all nodes together.
 */
public interface DeviceTrustProvider extends Provider {

    /**
     * Trusts a device. The caller has made sure that a second factor was passed in this very sign-in, and writes the
     * credential that stands for the device in Keycloak's consoles under the id that this returns.
     *
     * @param realm   the realm
     * @param owner   the owner
     * @param signals what the device looks like
     * @param name    what it is called, in ASCII
     * @param policy  for how long and how firmly
     * @return the secret to hand to the device
     */
    RotatingSecret trust(RealmModel realm, DeviceOwner owner, DeviceSignals signals, String name, TrustPolicy policy);

    /**
     * Looks at a device; changes nothing.
     *
     * @param realm     the realm
     * @param owner     who signs in
     * @param signals   what the device looks like
     * @param presented what it holds
     * @return whether it is trusted
     */
    Recognition recognise(RealmModel realm, DeviceOwner owner, DeviceSignals signals, RotatingSecret presented);

    /**
     * Notes a use and moves the device to its next generation. Never extends the absolute lifetime.
     *
     * @param realm      the realm
     * @param owner      the owner
     * @param trusted    what was recognised
     * @param signals    what the device looks like
     * @return the secret that the device holds from now on; empty when trust has ended meanwhile
     */
    Optional<RotatingSecret> rotate(RealmModel realm, DeviceOwner owner, Recognition.Trusted trusted,
            DeviceSignals signals);

    /**
     * Makes the newest secret of a device once more, for a holder that Keycloak's own endpoint answers later. Changes
     * nothing. The caller has made sure that the device has just signed in.
     *
     * @param realm    the realm
     * @param userId   the owner
     * @param deviceId the device
     * @return the secret; empty when trust has ended
     */
    Optional<RotatingSecret> newest(RealmModel realm, String userId, String deviceId);

    /**
     * Ends trust in one device.
     *
     * @param realmId  the realm
     * @param userId   the owner
     * @param deviceId the device
     * @param reason   why
     * @return whether it was trusted until now
     */
    boolean end(String realmId, String userId, String deviceId, EndReason reason);

    /**
     * Ends trust in all devices of a user.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param reason  why
     * @return the devices that were trusted until now
     */
    List<String> endAll(String realmId, String userId, EndReason reason);

    /**
     * Ends trust in the oldest devices of a user, as many as there are too many.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param keep    how many may stay
     * @return the devices that went
     */
    List<String> endOldest(String realmId, String userId, int keep);

    /**
     * @param realmId  the realm
     * @param deviceId what somebody presents as a device
     * @return whose it is; says nothing about trust
     */
    Optional<String> ownerOf(String realmId, String deviceId);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the devices that have not ended, the newest first; only those whose credential stands are trusted
     */
    List<TrustedDevice> list(String realmId, String userId);
}
