package dev.latchkey.otp;

import java.util.Optional;

/**
 * What goes into the mail, and nowhere else.
 *
 * @param challengeId the challenge
 * @param code        the code; empty when guessing has used up the day's attempts, and the link must do
 * @param linkToken   the link's token, when the policy wants a link, or there is no code
 * @param reference   the short word on page and mail
 */
public record IssuedCode(String challengeId, Optional<String> code, Optional<String> linkToken, String reference) {

    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "IssuedCode[" + reference + "]";
    }
}
