package dev.latchkey.secretcode.redemption;

import dev.latchkey.common.event.Reason;
import dev.latchkey.secretcode.PresentedSecretCode;
import org.keycloak.models.UserModel;

/** Result of presenting a code. The caller gets the same response for all refusals. */
public sealed interface PresentationResult {

    /**
     * The code signs its owner in.
     *
     * @param user the owner
     * @param code the code
     */
    record Accepted(UserModel user, PresentedSecretCode code) implements PresentationResult {
    }

    /**
     * The code is refused.
     *
     * @param reason why; only the event contains it
     * @param user   the owner; null when the code is not known
     */
    record Refused(Reason reason, UserModel user) implements PresentationResult {
    }

    /**
     * Too many codes from this client's address were refused; this one was not looked up.
     *
     * @param retryAfterSeconds seconds to wait, 1 or more
     */
    record Limited(long retryAfterSeconds) implements PresentationResult {
    }
}
