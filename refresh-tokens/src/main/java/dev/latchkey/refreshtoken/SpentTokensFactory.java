package dev.latchkey.refreshtoken;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link SpentTokens}. */
public interface SpentTokensFactory extends PlainFactory<SpentTokens> {
}
