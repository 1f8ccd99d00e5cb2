package dev.latchkey.signin.token;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link TokenProcessor}s. */
public interface TokenProcessorFactory extends PlainFactory<TokenProcessor> {
}
