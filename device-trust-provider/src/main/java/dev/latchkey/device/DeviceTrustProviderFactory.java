package dev.latchkey.device;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link DeviceTrustProvider}s. */
public interface DeviceTrustProviderFactory extends PlainFactory<DeviceTrustProvider> {
}
