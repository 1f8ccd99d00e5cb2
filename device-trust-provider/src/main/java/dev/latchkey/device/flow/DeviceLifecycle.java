package dev.latchkey.device.flow;

import dev.latchkey.common.console.HandleLifecycle;
import dev.latchkey.device.EndReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link HandleLifecycle} of trusted devices: no cookie is presented any more when the time of its device is over. */
final class DeviceLifecycle extends HandleLifecycle {

    DeviceLifecycle(KeycloakSession session) {
        super(session, "TrustedDeviceEntity", DeviceCredentialProviderFactory.TYPE);
    }

    @Override
    protected boolean end(RealmModel realm, String userId, String id, End end) {
        EndReason reason = switch (end) {
            case EXPIRED -> EndReason.EXPIRED;
            case IDLE -> EndReason.IDLE;
            case HANDLE_DELETED -> EndReason.HANDLE_DELETED;
        };
        return DeviceEnd.end(session, realm, userId, id, "", reason);
    }
}
