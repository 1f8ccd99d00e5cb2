package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link PhoneIdentifiers}. */
public interface PhoneIdentifiersFactory extends PlainFactory<PhoneIdentifiers> {
}
