package dev.latchkey.device.events;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.device.DeviceEndReason;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keycloak's events about devices: about the credential that stands for each. */
public final class DeviceEvents {

    private DeviceEvents() {
    }

    public static void trusted(KeycloakSession session, RealmModel realm, UserModel user, String deviceId,
            String name) {
        send(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_TRUSTED).device(deviceId, name));
    }

    public static void caughtUp(KeycloakSession session, RealmModel realm, UserModel user, String deviceId) {
        send(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_CAUGHT_UP).device(deviceId, null));
    }

    public static void ended(KeycloakSession session, RealmModel realm, String userId, String deviceId, String name,
            DeviceEndReason reason) {
        send(session, realm, userId, EventType.REMOVE_CREDENTIAL,
                Audit.of(AuditStep.DEVICE_ENDED).reason(reason).device(deviceId, name));
    }

    private static void send(KeycloakSession session, RealmModel realm, String userId, EventType type, Audit audit) {
        EventBuilder event = new EventBuilder(realm, session);
        // the purge has no client
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
