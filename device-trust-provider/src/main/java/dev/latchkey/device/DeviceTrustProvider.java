package dev.latchkey.device;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.rotating.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Trusted devices: who holds the newest generation of a device's secret is spared the second factor. Races are settled
 * by conditional UPDATE, on all nodes together. Uses and ends that stand whatever becomes of the request have
 * transactions of their own; {@link #trust}, {@link #replace} and {@link #newest} work in that of their session.
 */
public interface DeviceTrustProvider extends Provider {

    /** @return an id for a device that is about to be trusted */
    String newId();

    /**
     * Trusts a device, in the transaction of the session. The caller has made sure that a second factor was passed in
     * this very sign-in, and has written the credential that stands for the device in Keycloak's consoles.
     *
     * @param realm   the realm
     * @param id      the device's {@link #newId}, which is that of its credential
     * @param owner   the owner
     * @param signals what the device looks like
     * @param name    what it is called, in ASCII
     * @param policy  for how long and how firmly
     * @return the secret to hand to the device
     */
    RotatingSecret trust(RealmModel realm, String id, DeviceOwner owner, DeviceSignals signals, String name,
            TrustPolicy policy);

    /**
     * Ends the device that a new one takes the place of, in the transaction of the session: where that is rolled back,
     * it is as good as before.
     *
     * @param realmId  the realm
     * @param userId   the owner
     * @param deviceId the device
     * @return whether it was trusted until now
     */
    boolean replace(String realmId, String userId, String deviceId);

    /**
     * Looks for devices that have to give way; changes nothing.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param keep    how many devices may stay, the newest
     * @return those that have not been ended though their time is over, their credential is gone from the database, or
     *         there are too many newer ones
     */
    List<Ended> surplus(String realmId, String userId, int keep);

    /**
     * Looks at a device; changes nothing.
     *
     * @param realm     the realm
     * @param owner     who signs in
     * @param signals   what the device looks like
     * @param presented what it holds
     * @return whether it is trusted
     */
    RecognitionResult recognise(RealmModel realm, DeviceOwner owner, DeviceSignals signals, RotatingSecret presented);

    /**
     * Notes a use and moves the device to its next generation. Never extends the absolute lifetime.
     *
     * @param realm      the realm
     * @param owner      the owner
     * @param trusted    what was recognised
     * @param signals    what the device looks like
     * @return the secret that the device holds from now on; empty when trust has ended meanwhile
     */
    Optional<RotatingSecret> rotate(RealmModel realm, DeviceOwner owner, RecognitionResult.Trusted trusted,
            DeviceSignals signals);

    /**
     * Makes the newest secret of a device once more, for a holder that Keycloak's own endpoint answers later. Changes
     * nothing, and reads in the transaction of the session, so that it splits nothing which the request has written.
     * The caller has made sure that the device has just signed in.
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
    boolean end(String realmId, String userId, String deviceId, DeviceEndReason reason);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return ids of the devices that have not been ended, though their time may be over
     */
    Set<String> held(String realmId, String userId);

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

    /**
     * A device that has to give way.
     *
     * @param id     the device
     * @param name   what it was called when it was trusted
     * @param reason why
     */
    record Ended(String id, String name, DeviceEndReason reason) {
    }
}
