package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link EmailOtpProvider}s. */
public interface EmailOtpProviderFactory extends PlainFactory<EmailOtpProvider> {
}
