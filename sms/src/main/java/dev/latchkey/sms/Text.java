package dev.latchkey.sms;

import java.time.Duration;
import java.util.Optional;

/**
 * A text message.
 *
 * @param number    the recipient, in the form of ITU-T E.164
 * @param body      what it says; may hold a code
 * @param validity  how long after it was handed over it is of use, at least a second; a gateway that can say so has it
 *                  not delivered later
 * @param reference names the text in delivery receipts; empty where no page waits for it
 */
public record Text(String number, String body, Duration validity, Optional<TextReference> reference) {

    /**
     * A text for which no page waits.
     *
     * @param number   the recipient, in the form of ITU-T E.164
     * @param body     what it says
     * @param validity how long after it was handed over it is of use
     */
    public Text(String number, String body, Duration validity) {
        this(number, body, validity, Optional.empty());
    }

    /** Never shows the number or the body. */
    @Override
    public String toString() {
        return "Text";
    }
}
