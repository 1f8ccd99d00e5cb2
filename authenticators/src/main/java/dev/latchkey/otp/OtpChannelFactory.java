package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/**
 * Creates {@link OtpChannel}s, one for each session that asks for it. Its id is that of the channel, at most
 * {@value OtpChannel#MAX_ID} characters. A factory with server options overrides {@code init}, which reads those of
 * {@code spi-latchkey-otp-channel--<id>--<name>}, and {@code close}, if it holds anything.
 */
public interface OtpChannelFactory extends PlainFactory<OtpChannel> {
}
