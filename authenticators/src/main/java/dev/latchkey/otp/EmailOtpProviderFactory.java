package dev.latchkey.otp;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link EmailOtpProvider}s. */
public interface EmailOtpProviderFactory extends ProviderFactory<EmailOtpProvider> {
}
