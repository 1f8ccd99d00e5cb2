package dev.latchkey.otp;

/** A message with a code could not be written. */
public final class MessageNotComposedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param cause the exception of the renderer */
    public MessageNotComposedException(Throwable cause) {
        super("The message with the code could not be composed", cause);
    }
}
