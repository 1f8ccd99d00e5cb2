package dev.latchkey.sms.gateway.smpp;

import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;

/**
 * The sender that phones show.
 *
 * @param address what they show
 * @param type    what kind of address it is
 * @param plan    by whose plan it is numbered
 */
record Sender(String address, TypeOfNumber type, NumberingPlanIndicator plan) {

    /**
     * @param text a number with its plus, a short number, or a name of up to 11 letters and digits; null for none,
     *             which leaves it to the message centre
     * @return the sender
     * @throws IllegalArgumentException if it is nothing of that
     */
    static Sender of(String text) {
        if (text == null || text.isBlank()) {
            return new Sender("", TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN);
        }
        if (text.matches("\\+[0-9]{5,15}")) {
            return new Sender(text.substring(1), TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN);
        }
        if (text.matches("[0-9]{3,8}")) {
            return new Sender(text, TypeOfNumber.NETWORK_SPECIFIC, NumberingPlanIndicator.UNKNOWN);
        }
        if (text.matches("[A-Za-z0-9 ._-]{1,11}")) {
            return new Sender(text, TypeOfNumber.ALPHANUMERIC, NumberingPlanIndicator.UNKNOWN);
        }
        throw new IllegalArgumentException("The SMPP gateway's option source is no number, short number or name");
    }
}
