package dev.latchkey.risk.provider;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-risk-counts} with Keycloak. */
public final class SignInCountsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String getName() {
        return "latchkey-risk-counts";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SignInCounts.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SignInCountsFactory.class;
    }
}
