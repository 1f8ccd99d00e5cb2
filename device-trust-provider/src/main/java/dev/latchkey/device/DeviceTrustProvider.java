package dev.latchkey.device;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Trusted devices: a client that presents the newest generation of a device's secret skips the second factor. Races are
 * settled by conditional UPDATE, on all nodes together. Uses and ends that stay valid even if the request fails have
 * transactions of their own; {@link #trust}, {@link #replace} and {@link #newest} work in that of their session.
 */
public interface DeviceTrustProvider extends Provider {

    /** @return an id for a device that is about to be trusted */
    String newId();

    /**
     * Trusts a device, in the transaction of the session. The caller has verified that the user passed a second factor
     * in this very sign-in, and has written the credential that represents the device in Keycloak's consoles.
     *
     * @param realm   the realm
     * @param id      the device's {@link #newId}, which is that of its credential
     * @param owner   the owner
     * @param signals what the request shows of the device
     * @param name    its name, in ASCII
     * @param policy  the lifetimes and the binding
     * @return the secret to issue to the device
     */
    RotatingSecret trust(RealmModel realm, String id, DeviceOwner owner, DeviceSignals signals, String name,
            TrustPolicy policy);

    /**
     * Ends the device that a new one replaces, in the transaction of the session: if that is rolled back, the device
     * stays trusted.
     *
     * @param realmId  the realm
     * @param userId   the owner
     * @param deviceId the device
     * @return whether it was trusted until now
     */
    boolean replace(String realmId, String userId, String deviceId);

    /**
     * Finds the devices that are to end; changes nothing.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param keep    how many devices may stay trusted, the newest
     * @return those that have not been ended although their lifetime is over, their credential is gone from the
     *         database, or there are too many newer ones
     */
    List<Ended> surplus(String realmId, String userId, int keep);

    /**
     * Verifies the secret that a device presents; changes nothing.
     *
     * @param realm     the realm
     * @param owner     the user who signs in
     * @param signals   what the request shows of the device
     * @param presented the secret
     * @return whether the device is trusted
     */
    RecognitionResult recognise(RealmModel realm, DeviceOwner owner, DeviceSignals signals, RotatingSecret presented);

    /**
     * Records a use and moves the device to its next generation. Never extends the absolute lifetime.
     *
     * @param realm      the realm
     * @param owner      the owner
     * @param trusted    the result of {@link #recognise}
     * @param signals    what the request shows of the device
     * @return the device's new secret; empty when trust has ended meanwhile
     */
    Optional<RotatingSecret> rotate(RealmModel realm, DeviceOwner owner, RecognitionResult.Trusted trusted,
            DeviceSignals signals);

    /**
     * Derives the newest secret of a device once more, for a client that gets it later from Keycloak's own endpoint.
     * Changes nothing, and reads in the transaction of the session, so that the writes of the request stay in one
     * transaction. The caller has verified that the device has just signed in.
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
     * @param realmId the realm
     * @param userId  the owner
     * @return ids of the devices that have not been ended, including those whose lifetime is over
     */
    Set<String> held(String realmId, String userId);

    /**
     * @param realmId  the realm
     * @param deviceId a device's id as a client presents it
     * @return id of its owner, whether or not the device is trusted; empty when there is no such device
     */
    Optional<String> ownerOf(String realmId, String deviceId);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the devices that have not ended, the newest first; of these, only those with a credential are trusted
     */
    List<TrustedDevice> list(String realmId, String userId);

    /**
     * A device that is to end.
     *
     * @param id     the device
     * @param name   its name when it was trusted
     * @param reason why
     */
    record Ended(String id, String name, EndReason reason) {
    }
}
