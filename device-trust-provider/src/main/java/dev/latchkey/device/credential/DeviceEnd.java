package dev.latchkey.device.credential;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.credential.SettledEvents;
import dev.latchkey.credential.console.StoredConsoleCredentials;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.events.DeviceEvents;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends trust in a device: row, credential, event, and a notification to the owner when a secret was replayed. Trust
 * ends once, however many requests end it at the same time, and even if the request fails.
 */
public final class DeviceEnd {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the owner
     */
    public DeviceEnd(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * Ends trust in a device of the owner.
     *
     * @param deviceId the device
     * @param reason   why
     * @return whether it was trusted until now
     */
    public boolean end(String deviceId, EndReason reason) {
        String name = DeviceCredentialProviderFactory.credentials(user).name(deviceId).orElse("");
        if (!end(session, realm, user.getId(), deviceId, name, reason)) {
            return false;
        }
        if (reason == EndReason.COPY_SEEN) {
            Notifications.of(session).send(realm, user, Notification.of(NotificationKind.DEVICE_COPIED, name));
        }
        return true;
    }

    /**
     * Ends trust in a device whose owner may not be found any more, and sends no notification.
     *
     * @param session  the request's session
     * @param realm    the realm
     * @param userId   the owner
     * @param deviceId the device
     * @param name     its name, for the event; may be empty
     * @param reason   why
     * @return whether it was trusted until now
     */
    public static boolean end(KeycloakSession session, RealmModel realm, String userId, String deviceId, String name,
            EndReason reason) {
        if (!session.getProvider(DeviceTrustProvider.class).end(realm.getId(), userId, deviceId, reason)) {
            return false;
        }
        SettledEvents.emit(session, realm.getId(), (own, ownRealm) ->
                DeviceEvents.ended(own, ownRealm, userId, deviceId, name, reason));
        Meters.count(Meter.DEVICES_ENDED, realm.getName(), reason);
        // after the request, which may hold other credentials of the user: removing one makes Keycloak renumber them
        Committed.orNot(session, () -> StoredConsoleCredentials.removeEnded(session.getKeycloakSessionFactory(),
                realm.getId(), userId, deviceId));
        return true;
    }
}
