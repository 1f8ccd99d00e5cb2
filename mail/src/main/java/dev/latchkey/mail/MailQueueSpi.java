package dev.latchkey.mail;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-mail} of the mail queue with Keycloak. */
public final class MailQueueSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-mail";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return MailQueue.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return MailQueueFactory.class;
    }
}
