package dev.latchkey.otp.prompt;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;

/**
 * The message keys of what the page says about the sending of a code: in the words of mails, or in words that fit every
 * other channel.
 *
 * @param repeated      another message holds the same code
 * @param resent        another message holds a new code
 * @param coolingDown   the last message is too recent
 * @param noResendsLeft no further message will be sent
 * @param busy          no message can be sent now
 * @param malformed     the input is no code
 */
record OtpTexts(String repeated, String resent, String coolingDown, String noResendsLeft, String busy,
        String malformed) {

    private static final OtpTexts MAIL = new OtpTexts("latchkeyRepeated", "latchkeyResent", "latchkeyCooldown",
            "latchkeyNoResendsLeft", "latchkeyMailBusy", "latchkeyMalformedCode");
    private static final OtpTexts MESSAGE = new OtpTexts("latchkeyMessageResent", "latchkeyMessageResent",
            "latchkeyMessageWait", "latchkeyMessageNoResendsLeft", "latchkeyMessageBusy", "latchkeyMessageMalformed");

    static OtpTexts of(OtpChannel channel) {
        return MailDelivery.CHANNEL.equals(channel.id()) ? MAIL : MESSAGE;
    }
}
