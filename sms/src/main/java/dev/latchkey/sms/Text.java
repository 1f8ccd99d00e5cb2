package dev.latchkey.sms;

/**
 * A text message.
 *
 * @param number the recipient, in the form of ITU-T E.164
 * @param body   what it says; holds a code
 */
public record Text(String number, String body) {

    /** Never shows the number or the body. */
    @Override
    public String toString() {
        return "Text";
    }
}
