package dev.latchkey.quickstart;

/** Something the user at the console can mend; the message is the one sentence that says what. */
public final class QuickstartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message one sentence for the console */
    public QuickstartException(String message) {
        super(message);
    }

    /**
     * @param message one sentence for the console
     * @param cause   what the machine said
     */
    public QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }
}
