package dev.latchkey.device.credential;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link DeviceLifecycle} a part of what is purged. */
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
