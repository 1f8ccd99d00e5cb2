package dev.latchkey.risk.provider;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-risk} with Keycloak. */
public final class RiskSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-risk";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return RiskProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return RiskProviderFactory.class;
    }
}
