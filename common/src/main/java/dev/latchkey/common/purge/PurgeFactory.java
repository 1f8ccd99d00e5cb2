package dev.latchkey.common.purge;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link Purge}s. */
public interface PurgeFactory extends ProviderFactory<Purge> {
}
