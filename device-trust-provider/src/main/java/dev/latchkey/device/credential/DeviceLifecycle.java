package dev.latchkey.device.credential;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.console.ConsoleCredentialLifecycle;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * {@link ConsoleCredentialLifecycle} of trusted devices: a browser no longer presents the cookie once the lifetime of
 * its device is over.
 */
final class DeviceLifecycle extends ConsoleCredentialLifecycle {

    DeviceLifecycle(KeycloakSession session) {
        super(session, "TrustedDeviceEntity", DeviceCredentialProviderFactory.TYPE);
    }

    @Override
    protected boolean end(RealmModel realm, String userId, String id, EndReason reason) {
        return DeviceEnd.end(session, realm, userId, id, "", reason);
    }
}
