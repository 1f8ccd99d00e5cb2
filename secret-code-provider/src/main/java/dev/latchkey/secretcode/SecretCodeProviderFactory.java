package dev.latchkey.secretcode;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link SecretCodeProvider}s. */
public interface SecretCodeProviderFactory extends PlainFactory<SecretCodeProvider> {
}
