package dev.latchkey.sms;

import java.time.Duration;

/**
 * A text message.
 *
 * @param number   the recipient, in the form of ITU-T E.164
 * @param body     what it says; may hold a code
 * @param validity how long after it was handed over it is of use, at least a second; a gateway that can say so has it
 *                 not delivered later
 */
public record Text(String number, String body, Duration validity) {

    /** Never shows the number or the body. */
    @Override
    public String toString() {
        return "Text";
    }
}
