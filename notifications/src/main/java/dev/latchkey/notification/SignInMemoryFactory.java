package dev.latchkey.notification;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link SignInMemory}s. */
public interface SignInMemoryFactory extends PlainFactory<SignInMemory> {
}
