package dev.latchkey.common.keys;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-keys} of MAC keys with Keycloak. */
public final class MacKeysSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-keys";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return MacKeys.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return MacKeysFactory.class;
    }
}
