package dev.latchkey.common.keys;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link MacKeys}. */
public interface MacKeysFactory extends PlainFactory<MacKeys> {
}
