package dev.latchkey.device.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The table of trusted devices. Its changelog creates that of spent refresh tokens as well. */
public final class DeviceEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table after the first ten characters: LATCHKEY_D
    @Override
    public String getId() {
        return "latchkey-device";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(TrustedDeviceEntity.class);
    }
}
