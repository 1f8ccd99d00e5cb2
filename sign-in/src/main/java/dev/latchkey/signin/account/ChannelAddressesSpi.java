package dev.latchkey.signin.account;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-channel-addresses} with Keycloak. */
public final class ChannelAddressesSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-channel-addresses";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ChannelAddresses.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return ChannelAddressesFactory.class;
    }
}
