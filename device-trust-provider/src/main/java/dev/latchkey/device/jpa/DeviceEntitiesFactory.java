package dev.latchkey.device.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of trusted devices and of used refresh tokens. */
public final class DeviceEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the history table by the first ten letters: LATCHKEY_D
    @Override
    public String getId() {
        return "latchkey-device";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(TrustedDeviceEntity.class, SpentTokenEntity.class);
    }
}
