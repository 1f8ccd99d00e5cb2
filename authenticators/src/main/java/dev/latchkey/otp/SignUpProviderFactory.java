package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link SignUpProvider}s. */
public interface SignUpProviderFactory extends PlainFactory<SignUpProvider> {
}
