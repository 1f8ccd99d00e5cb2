package dev.latchkey.common.spi;

import java.util.Set;

import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * What a provider needs that has work left when the server stops. Keycloak closes a factory before those that it names
 * in {@link ProviderFactory#dependsOn}, and all others in no order.
 */
public final class ShutdownOrder {

    /** The database, and the caches, without which no realm can be read. */
    public static final Set<Class<? extends Provider>> BEFORE_DATA =
            Set.of(JpaConnectionProvider.class, InfinispanConnectionProvider.class);

    private ShutdownOrder() {
    }
}
