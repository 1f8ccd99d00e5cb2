package dev.latchkey.otp;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI of the channels of codes with Keycloak as {@code latchkey-otp-channel}. */
public final class OtpChannelSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-otp-channel";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return OtpChannel.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return OtpChannelFactory.class;
    }
}
