package dev.latchkey.otp;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link RegistrationRecords}s. */
public interface RegistrationRecordsFactory extends PlainFactory<RegistrationRecords> {
}
