package dev.latchkey.refreshtoken;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SpentTokens}. */
public interface SpentTokensFactory extends PlainFactory<SpentTokens> {
}
