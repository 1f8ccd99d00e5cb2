package dev.latchkey.common.spi;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * A factory of Keycloak's with nothing to read when the server starts and nothing to let go when it stops, which is
 * what most of them are. Those that have something to do override what they need.
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
