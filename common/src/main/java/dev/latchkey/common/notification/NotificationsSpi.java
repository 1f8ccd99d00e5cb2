package dev.latchkey.common.notification;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-notices} of notifications with Keycloak. */
public final class NotificationsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-notices";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Notifications.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return NotificationsFactory.class;
    }
}
