package dev.latchkey.otp;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link SignUpProvider}s. */
public interface SignUpProviderFactory extends ProviderFactory<SignUpProvider> {
}
