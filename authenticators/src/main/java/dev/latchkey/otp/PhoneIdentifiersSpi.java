package dev.latchkey.otp;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of telephone numbers as names of accounts with Keycloak as {@code latchkey-phone}. */
public final class PhoneIdentifiersSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-phone";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return PhoneIdentifiers.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return PhoneIdentifiersFactory.class;
    }
}
