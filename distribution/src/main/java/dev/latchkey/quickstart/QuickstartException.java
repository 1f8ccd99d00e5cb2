package dev.latchkey.quickstart;

/** A problem that the user at the console can fix; the message describes it in one sentence. */
public final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the console */
    public QuickstartException(String message) {
        super(message);
    }

    /**
     * @param message one sentence for the console
     * @param cause   the underlying error
     */
    public QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }
}
