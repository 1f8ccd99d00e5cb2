package dev.latchkey.sample;

import java.time.Duration;
import java.util.Optional;

/**
 * What the app may show to a user who waits for a mail or text.
 *
 * @param reference     reference that a mail contains too, so that users can distinguish two mails; a text has none
 * @param maskedAddress masked address of the mail, or number of the text; empty at sign-up and reset, where the user is
 *                      not authenticated and possibly nothing is sent at all
 * @param goodFor       how long the code can be used
 * @param trustDays     for how long the device can be trusted; empty where that is not offered
 */
public record MailedCode(String reference, Optional<String> maskedAddress, Duration goodFor,
        Optional<Integer> trustDays) {
}
