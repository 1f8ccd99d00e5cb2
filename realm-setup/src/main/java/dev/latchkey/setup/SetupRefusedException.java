package dev.latchkey.setup;

import java.io.Serial;

/** Something cannot be set up safely; the message tells the administrator what and why. Nothing is changed then. */
public class SetupRefusedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** @param message for the administrator, in English, without a full stop */
    public SetupRefusedException(String message) {
        super(message);
    }
}
