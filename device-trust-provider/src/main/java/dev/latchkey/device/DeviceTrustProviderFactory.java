package dev.latchkey.device;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link DeviceTrustProvider}s. */
public interface DeviceTrustProviderFactory extends ProviderFactory<DeviceTrustProvider> {
}
