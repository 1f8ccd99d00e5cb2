package dev.latchkey.device.credential;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.models.KeycloakSession;

/** Registers {@link DeviceLifecycle} with the purge. */
public final class DeviceLifecycleFactory implements PurgeFactory {

    @Override
    public Purge create(KeycloakSession session) {
        return new DeviceLifecycle(session);
    }

    @Override
    public String getId() {
        return "latchkey-trusted-device-lifecycle";
    }
}
