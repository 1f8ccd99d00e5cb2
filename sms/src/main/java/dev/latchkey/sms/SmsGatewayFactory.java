package dev.latchkey.sms;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link SmsGateway}s. */
public interface SmsGatewayFactory extends PlainFactory<SmsGateway> {

    /** @return whether the operator has set what it needs; known after {@code init} */
    default boolean isSetUp() {
        return true;
    }
}
