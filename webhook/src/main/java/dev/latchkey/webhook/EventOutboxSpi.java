package dev.latchkey.webhook;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-outbox} of the event outbox with Keycloak. */
public final class EventOutboxSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-outbox";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return EventOutbox.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return EventOutboxFactory.class;
    }
}
