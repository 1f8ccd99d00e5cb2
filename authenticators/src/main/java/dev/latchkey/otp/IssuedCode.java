package dev.latchkey.otp;

import java.util.Optional;

/**
 * The content of one message with its secrets. They are not stored or shown anywhere else.
 *
 * @param challengeId the challenge
 * @param code        the code; empty when wrong codes have used up the attempts of the day and only the link is mailed,
 *                    never by a channel without links
 * @param linkToken   the link's token; empty when the policy turns links off and there is a code
 * @param numberShown whether a page shows a number, which the link asks for in another browser
 * @param reference   the short word on page and mail, and in events; the pages of other channels do not show it
 * @param sentAt      when the message was queued, epoch milliseconds; distinguishes the messages of a challenge
 * @param expiresAt   when code and link expire, epoch milliseconds
 */
public record IssuedCode(String challengeId, Optional<String> code, Optional<String> linkToken, boolean numberShown,
        String reference, long sentAt, long expiresAt) {

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "IssuedCode[" + reference + "]";
    }
}
