package dev.latchkey.limit;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-limits} with Keycloak. */
public final class LimitsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-limits";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Limits.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return LimitsFactory.class;
    }
}
