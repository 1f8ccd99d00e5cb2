package dev.latchkey.secretcode;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of secret codes with Keycloak as {@code latchkey-secret-code}. */
public final class SecretCodeSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-secret-code";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return SecretCodeProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return SecretCodeProviderFactory.class;
    }
}
