package dev.latchkey.common.hook;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-hooks}, the check of the security hooks, with Keycloak. */
public final class HookStateSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-hooks";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return HookState.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SecurityHooksFactory.class;
    }
}
