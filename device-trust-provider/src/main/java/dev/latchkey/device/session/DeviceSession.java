package dev.latchkey.device.session;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.credential.console.ConsoleCredentials;
import dev.latchkey.credential.console.StoredConsoleCredentials;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import dev.latchkey.device.credential.DeviceEnd;
import dev.latchkey.device.events.DeviceEvents;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The device that a user has just signed in from: trusts or rotates it, and issues its secret. */
public final class DeviceSession {

    private static final Logger LOG = Logger.getLogger(DeviceSession.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final TrustPolicy policy;
    private final DeviceTrustProvider provider;
    private final DeviceTokenStore tokens;

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the user who has signed in
     * @param policy  the policy of the flow
     */
    public DeviceSession(KeycloakSession session, RealmModel realm, UserModel user, TrustPolicy policy) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.policy = policy;
        this.provider = session.getProvider(DeviceTrustProvider.class);
        this.tokens = DeviceTokenStore.of(session, realm, user);
    }

    /**
     * Trusts the device in the request's own transaction: if that fails, there is neither device nor credential nor
     * secret, and the device that the new one would have replaced stays trusted.
     */
    public void trust() {
        // calls with transactions of their own come first, so that all writes that follow share one transaction
        String replaced = recognise().map(RecognitionResult.Trusted::deviceId).orElse(null);
        ConsoleCredentials credentials = DeviceCredentialProviderFactory.credentials(user);
        Set<String> listed = credentials.ids();
        Set<String> held = provider.held(realm.getId(), user.getId());

        String id = provider.newId();
        Optional<String> named = credentials.create(session, realm, id,
                ClientDevice.name(session).orElse(tokens.nameless()));
        if (named.isEmpty()) {
            LOG.warnf("Realm %s: user %s is signed in without trust, since no name of a device is free",
                    realm.getName(), user.getId());
            return;
        }
        String name = named.get();
        // a client keeps one secret, so its previous device could not be used any more
        if (replaced != null && provider.replace(realm.getId(), user.getId(), replaced)) {
            DeviceEvents.ended(session, realm, user.getId(), replaced, credentials.name(replaced).orElse(""),
                    EndReason.REPLACED);
            Meters.count(Meter.DEVICES_ENDED, realm.getName(), EndReason.REPLACED);
            removeCredential(replaced);
        }
        RotatingSecret secret = provider.trust(realm, id, owner(), tokens.signals(), name, policy);
        // after the commit: parallel sign-ins that all end the oldest device in their requests' transactions would make
        // each other fail, and none of them sees the new devices of the others
        Committed.then(session, this::endSurplus);
        listed.stream().filter(ghost -> !held.contains(ghost)).forEach(this::removeCredential);
        tokens.writeOnceCommitted(secret, policy.lifetime().toSeconds());

        DeviceEvents.trusted(session, realm, user, id, name);
        Notifications.of(session).send(realm, user, Notification.of(NotificationKind.DEVICE_TRUSTED, name));
    }

    /** The last of parallel requests to commit sees the devices of all others. */
    private void endSurplus() {
        String userId = user.getId();
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
                own.getContext().setConnection(session.getContext().getConnection());
                RealmModel ownRealm = own.getContext().getRealm();
                own.getProvider(DeviceTrustProvider.class).surplus(ownRealm.getId(), userId, policy.maxDevices())
                        .forEach(device -> DeviceEnd.end(own, ownRealm, userId, device.id(),
                                name(own, ownRealm, userId, device), device.reason()));
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "Devices of user %s beyond the limit are left to the next that is trusted", userId);
        }
    }

    /** The device's name; the stored one if the user directory fails, which must not keep a device trusted. */
    private static String name(KeycloakSession own, RealmModel realm, String userId,
            DeviceTrustProvider.Ended device) {
        try {
            return Optional.ofNullable(own.users().getUserById(realm, userId))
                    .flatMap(owner -> DeviceCredentialProviderFactory.credentials(owner).name(device.id()))
                    .orElse(device.name());
        } catch (RuntimeException e) {
            LOG.debugf(e, "User %s cannot be asked for", userId);
            return device.name();
        }
    }

    /**
     * Removes a credential after the commit: Keycloak then renumbers all other credentials of the user, which other
     * requests may do at the same time.
     */
    private void removeCredential(String id) {
        Committed.then(session, () -> StoredConsoleCredentials.removeEnded(session.getKeycloakSessionFactory(),
                realm.getId(), user.getId(), id));
    }

    /** @return the result for the device that sends this request; empty when it is not trusted */
    public Optional<RecognitionResult.Trusted> recognise() {
        return tokens.read()
                .flatMap(held -> DeviceRecognition.of(session, realm, user, policy, tokens.signals(), held).trusted());
    }

    /**
     * Moves a recognized device to its next generation and issues the new secret, unless trust has ended meanwhile.
     *
     * @param trusted the result of its recognition
     */
    public void rotate(RecognitionResult.Trusted trusted) {
        DeviceSignals signals = tokens.signals();
        provider.rotate(realm, owner(), trusted, signals).ifPresent(secret -> {
            tokens.write(secret, (trusted.expiresAt() - Time.currentTimeMillis()) / 1000);
            if (trusted.renewal().catchesUp()) {
                DeviceEvents.caughtUp(session, realm, user, trusted.deviceId());
            }
        });
    }

    private DeviceOwner owner() {
        return DeviceOwners.of(realm, user, policy);
    }
}
