package dev.latchkey.common.notice;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link SignInMemory}s. */
public interface SignInMemoryFactory extends ProviderFactory<SignInMemory> {
}
