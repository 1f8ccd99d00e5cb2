package dev.latchkey.secretcode;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SecretCodeProvider}s. */
public interface SecretCodeProviderFactory extends PlainFactory<SecretCodeProvider> {
}
