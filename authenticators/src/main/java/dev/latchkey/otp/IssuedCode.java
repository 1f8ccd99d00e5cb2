package dev.latchkey.otp;

import java.util.Optional;

/**
 * The secrets of one mail. They are not stored or shown anywhere else.
 *
 * @param challengeId the challenge
 * @param code        the code; empty when wrong codes have used up the attempts of the day and only the link is mailed
 * @param linkToken   the link's token; empty when the policy turns links off and there is a code
 * @param reference   the short word on page and mail
 */
public record IssuedCode(String challengeId, Optional<String> code, Optional<String> linkToken, String reference) {

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "IssuedCode[" + reference + "]";
    }
}
