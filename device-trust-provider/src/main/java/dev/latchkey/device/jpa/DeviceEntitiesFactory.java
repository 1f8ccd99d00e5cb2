package dev.latchkey.device.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of trusted devices. Its changelog makes that of spent refresh tokens as well. */
public final class DeviceEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table by the first ten letters: LATCHKEY_D
    @Override
    public String getId() {
        return "latchkey-device";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(TrustedDeviceEntity.class);
    }
}
