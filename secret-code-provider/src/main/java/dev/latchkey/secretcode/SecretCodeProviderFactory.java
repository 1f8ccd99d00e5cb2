package dev.latchkey.secretcode;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link SecretCodeProvider}s. */
public interface SecretCodeProviderFactory extends ProviderFactory<SecretCodeProvider> {
}
