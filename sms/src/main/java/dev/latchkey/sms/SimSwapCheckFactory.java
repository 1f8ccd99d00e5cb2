package dev.latchkey.sms;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SimSwapCheck}s. */
public interface SimSwapCheckFactory extends PlainFactory<SimSwapCheck> {
}
