package dev.latchkey.limit.guard;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-guard} of the account guard with Keycloak. */
public final class AccountGuardSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-guard";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return AccountGuard.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return AccountGuardFactory.class;
    }
}
