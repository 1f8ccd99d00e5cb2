package dev.latchkey.common.spi;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * A provider factory that reads nothing when the server starts and releases nothing when it stops, as most of them do.
 * Others override the methods that they need.
 *
 * @param <T> what it makes
 */
public interface PlainFactory<T extends Provider> extends ProviderFactory<T> {

    @Override
    default void init(Config.Scope config) {
        // nothing is configured
    }

    @Override
    default void postInit(KeycloakSessionFactory factory) {
        // nothing depends on other providers
    }

    @Override
    default void close() {
        // nothing is held
    }
}
