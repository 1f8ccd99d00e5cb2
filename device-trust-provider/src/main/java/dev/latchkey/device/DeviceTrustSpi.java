package dev.latchkey.device;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-device-trust} of trusted devices with Keycloak. */
public final class DeviceTrustSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-device-trust";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return DeviceTrustProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return DeviceTrustProviderFactory.class;
    }
}
