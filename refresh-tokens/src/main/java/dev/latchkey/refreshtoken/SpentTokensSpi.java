package dev.latchkey.refreshtoken;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-spent-tokens} with Keycloak. */
public final class SpentTokensSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-spent-tokens";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SpentTokens.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SpentTokensFactory.class;
    }
}
