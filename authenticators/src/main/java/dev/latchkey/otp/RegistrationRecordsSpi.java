package dev.latchkey.otp;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of sign-up records with Keycloak as {@code latchkey-sign-up}. */
public final class RegistrationRecordsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-sign-up";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return RegistrationRecords.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return RegistrationRecordsFactory.class;
    }
}
