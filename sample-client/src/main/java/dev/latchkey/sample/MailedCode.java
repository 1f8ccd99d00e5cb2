package dev.latchkey.sample;

import java.time.Duration;
import java.util.Optional;

/**
 * What the app may tell a user who waits for a mail.
 *
 * @param reference   stands in the mail too, so that users know which of two mails is meant
 * @param maskedEmail where to, as far as the server tells it; empty at sign-up and reset, where no one has proven
 *                    anything and the mail may be none at all
 * @param goodFor     how long the code can be used
 * @param trustDays   for how long the device can be trusted; empty where that is not offered
 */
public record MailedCode(String reference, Optional<String> maskedEmail, Duration goodFor,
        Optional<Integer> trustDays) {
}
