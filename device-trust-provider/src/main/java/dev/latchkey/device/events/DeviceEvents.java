package dev.latchkey.device.events;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Sends Keycloak's events about devices: each is about the credential that represents the device. */
public final class DeviceEvents {

    private DeviceEvents() {
    }

    /**
     * Reports that a device was trusted.
     *
     * @param session  the request's session
     * @param realm    the realm
     * @param user     the owner
     * @param deviceId the device
     * @param name     its name
     */
    public static void trusted(KeycloakSession session, RealmModel realm, UserModel user, String deviceId,
            String name) {
        send(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_TRUSTED).device(deviceId, name));
    }

    /**
     * Reports that a device was ahead of its row, as after a restore of the database, and the row has caught up.
     *
     * @param session  the request's session
     * @param realm    the realm
     * @param user     the owner
     * @param deviceId the device
     */
    public static void caughtUp(KeycloakSession session, RealmModel realm, UserModel user, String deviceId) {
        send(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_CAUGHT_UP).device(deviceId, null));
    }

    /**
     * Reports that trust in a device has ended.
     *
     * @param session  the session to work in
     * @param realm    the realm
     * @param userId   the owner
     * @param deviceId the device
     * @param name     its name; may be empty
     * @param reason   why
     */
    public static void ended(KeycloakSession session, RealmModel realm, String userId, String deviceId, String name,
            EndReason reason) {
        send(session, realm, userId, EventType.REMOVE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_ENDED).reason(reason).device(deviceId, name));
    }

    private static void send(KeycloakSession session, RealmModel realm, String userId, EventType type, Audit audit) {
        EventBuilder event = new EventBuilder(realm, session);
        // the purge runs without a client connection
        if (session.getContext().getConnection() != null) {
            event.ipAddress(session.getContext().getConnection().getRemoteHost());
        }
        event.event(type).user(userId).detail(Details.CREDENTIAL_TYPE, DeviceCredentialProviderFactory.TYPE);
        ClientModel client = session.getContext().getClient();
        if (client != null) {
            event.client(client);
        }
        audit.on(event).success();
    }
}
