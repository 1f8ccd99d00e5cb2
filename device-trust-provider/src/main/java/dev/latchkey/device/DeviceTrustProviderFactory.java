package dev.latchkey.device;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link DeviceTrustProvider}s. */
public interface DeviceTrustProviderFactory extends PlainFactory<DeviceTrustProvider> {
}
