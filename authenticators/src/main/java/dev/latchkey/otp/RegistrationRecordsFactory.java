package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link RegistrationRecords}. */
public interface RegistrationRecordsFactory extends PlainFactory<RegistrationRecords> {
}
