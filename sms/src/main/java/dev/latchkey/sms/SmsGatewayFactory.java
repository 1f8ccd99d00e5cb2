package dev.latchkey.sms;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SmsGateway}s. */
public interface SmsGatewayFactory extends PlainFactory<SmsGateway> {
}
