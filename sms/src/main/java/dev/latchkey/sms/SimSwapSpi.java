package dev.latchkey.sms;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of checks for swapped SIM cards with Keycloak as {@code latchkey-sim-swap}. */
public final class SimSwapSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-sim-swap";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SimSwapCheck.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SimSwapCheckFactory.class;
    }
}
