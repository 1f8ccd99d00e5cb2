package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.common.mail.RenderedMail;

/** Writes the mail that carries a code. */
@FunctionalInterface
public interface OtpMailComposer {

    /**
     * @param code what the mail carries
     * @return the mail; empty when no one is to get one, which takes as long to find out
     * @throws MailNotComposedException if it cannot be written
     */
    Optional<RenderedMail> compose(IssuedCode code) throws MailNotComposedException;

    /** The mail could not be written, for instance because a theme is broken. */
    final class MailNotComposedException extends Exception {

        private static final long serialVersionUID = 1L;

        /** @param cause why */
        public MailNotComposedException(Throwable cause) {
            super("The mail with the code could not be composed", cause);
        }
    }
}
