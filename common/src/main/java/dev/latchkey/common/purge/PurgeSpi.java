package dev.latchkey.common.purge;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-purge} with Keycloak. */
public final class PurgeSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-purge";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Purge.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return PurgeFactory.class;
    }
}
