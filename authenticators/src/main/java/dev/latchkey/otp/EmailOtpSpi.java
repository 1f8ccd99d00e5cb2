package dev.latchkey.otp;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of one-time codes by e-mail with Keycloak as {@code latchkey-email-otp}. */
public final class EmailOtpSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-email-otp";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return EmailOtpProvider.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return EmailOtpProviderFactory.class;
    }
}
