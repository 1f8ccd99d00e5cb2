package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.common.mail.RenderedMail;

/** Writes the mail that carries a code. */
@FunctionalInterface
public interface OtpMailComposer {

    /**
     * @param code the content of the mail
     * @return the mail; empty when no mail is to be sent. Both cases take the same time
     * @throws MailNotComposedException if the mail cannot be rendered
     */
    Optional<RenderedMail> compose(IssuedCode code) throws MailNotComposedException;

    /** The mail could not be rendered, for instance because a theme is broken. */
    final class MailNotComposedException extends Exception {

        private static final long serialVersionUID = 1L;

        /** @param cause the exception of the renderer */
        public MailNotComposedException(Throwable cause) {
            super("The mail with the code could not be composed", cause);
        }
    }
}
