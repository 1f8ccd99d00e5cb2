package dev.latchkey.notification;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SignInMemory}s. */
public interface SignInMemoryFactory extends PlainFactory<SignInMemory> {
}
