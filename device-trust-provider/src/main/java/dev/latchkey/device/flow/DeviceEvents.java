package dev.latchkey.device.flow;

import dev.latchkey.common.event.Audit;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Writes Keycloak's events about the credential that stands for a device. */
final class DeviceEvents {

    private DeviceEvents() {
    }

    static void of(KeycloakSession session, RealmModel realm, UserModel user, EventType type, Audit audit) {
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(type).user(user).detail(Details.CREDENTIAL_TYPE, DeviceCredentialProviderFactory.TYPE);
        ClientModel client = session.getContext().getClient();
        if (client != null) {
            event.client(client);
        }
        audit.on(event).success();
    }
}
