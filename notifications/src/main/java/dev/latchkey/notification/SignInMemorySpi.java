package dev.latchkey.notification;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-sign-in-memory} with Keycloak. */
public final class SignInMemorySpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-sign-in-memory";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SignInMemory.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SignInMemoryFactory.class;
    }
}
