package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.mail.Delivery;

/** Writes the message that carries a code. */
@FunctionalInterface
public interface OtpComposer {

    /**
     * @param code the secrets
     * @return the message; empty when none is to be sent, as for a decoy
     * @throws MessageNotComposedException if it cannot be written
     */
    Optional<Delivery> compose(IssuedCode code) throws MessageNotComposedException;
}
