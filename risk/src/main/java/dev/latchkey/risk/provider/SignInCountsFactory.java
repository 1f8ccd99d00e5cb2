package dev.latchkey.risk.provider;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SignInCounts}. */
public interface SignInCountsFactory extends PlainFactory<SignInCounts> {
}
