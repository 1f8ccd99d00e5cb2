package dev.latchkey.common.keys;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link MacKeys}. */
public interface MacKeysFactory extends ProviderFactory<MacKeys> {
}
