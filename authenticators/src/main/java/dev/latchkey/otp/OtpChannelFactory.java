package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link OtpChannel}s. */
public interface OtpChannelFactory extends PlainFactory<OtpChannel> {
}
