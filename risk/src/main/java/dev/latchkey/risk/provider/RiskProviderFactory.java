package dev.latchkey.risk.provider;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link RiskProvider}s. */
public interface RiskProviderFactory extends PlainFactory<RiskProvider> {
}
