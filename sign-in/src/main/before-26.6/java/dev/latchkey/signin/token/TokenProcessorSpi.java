package dev.latchkey.signin.token;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-tokens}, of which every provider is called, with Keycloak. */
public final class TokenProcessorSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-tokens";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return TokenProcessor.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return TokenProcessorFactory.class;
    }
}
