package dev.latchkey.secretcode.redemption;

import dev.latchkey.common.event.Reason;
import dev.latchkey.secretcode.PresentedSecretCode;
import org.keycloak.models.UserModel;

/** What came of presenting a code. To the caller all refusals look the same. */
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
     * Refused.
     *
     * @param reason why, for the event alone
     * @param user   the owner; null when the code is not known
     */
    record Refused(Reason reason, UserModel user) implements PresentationResult {
    }

    /**
     * Too many codes were refused to this client's address; nothing was looked up.
     *
     * @param retryAfterSeconds seconds to wait, 1 or more
     */
    record Limited(long retryAfterSeconds) implements PresentationResult {
    }
}
