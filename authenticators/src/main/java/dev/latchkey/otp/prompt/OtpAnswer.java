package dev.latchkey.otp.prompt;

import dev.latchkey.otp.Challenge;
import jakarta.ws.rs.core.Response;

/**
 * The answer to a user who is asked for a code: a page in a browser, JSON for an app. Every method but {@link #render}
 * adds to the answer and returns it.
 */
public interface OtpAnswer {

    /**
     * Shows the state of a challenge; a later call replaces an earlier one.
     *
     * @param challenge the challenge
     * @return this answer
     */
    OtpAnswer challenge(Challenge challenge);

    /**
     * Reports that another mail is queued.
     *
     * @param challenge the challenge
     * @param repeated  whether the mail contains the same code as the one before
     * @return this answer
     */
    OtpAnswer resent(Challenge challenge, boolean repeated);

    /**
     * Reports that the cooldown since the last mail is not over.
     *
     * @param untilMillis end of the cooldown, epoch milliseconds
     * @return this answer
     */
    OtpAnswer coolingDown(long untilMillis);

    /**
     * Reports that a rate limit is exceeded.
     *
     * @param seconds seconds to wait
     * @return this answer
     */
    OtpAnswer throttled(long seconds);

    /**
     * Reports that the account's second factor, or the account, is locked temporarily.
     *
     * @param untilMillis end of the lock, epoch milliseconds
     * @return this answer
     */
    OtpAnswer locked(long untilMillis);

    /**
     * Reports that codes of this purpose are refused for the rest of the day. A link that was mailed still works.
     *
     * @param untilMillis when codes are accepted again, epoch milliseconds
     * @return this answer
     */
    OtpAnswer codesSpent(long untilMillis);

    /**
     * Reports that the account's second factor is permanently locked until an administrator unlocks it.
     *
     * @return this answer
     */
    OtpAnswer permanentlyLocked();

    /**
     * Reports that the account cannot sign in.
     *
     * @return this answer
     */
    OtpAnswer unavailable();

    /**
     * Reports that no further mail will be sent.
     *
     * @return this answer
     */
    OtpAnswer noResendsLeft();

    /**
     * Reports that the mail queue is full.
     *
     * @return this answer
     */
    OtpAnswer mailBusy();

    /**
     * Reports that a verified code was wrong.
     *
     * @param challenge the challenge after the failure
     * @return this answer
     */
    OtpAnswer wrong(Challenge challenge);

    /**
     * Reports that the number was not typed in another browser yet.
     *
     * @return this answer; unchanged where no number is shown
     */
    default OtpAnswer notConfirmed() {
        return this;
    }

    /**
     * Reports that the input was no code.
     *
     * @return this answer
     */
    OtpAnswer malformed();

    /**
     * Reports that the challenge has no attempts left.
     *
     * @return this answer
     */
    OtpAnswer usedUp();

    /**
     * Reports that there is no challenge that a code could answer.
     *
     * @return this answer
     */
    OtpAnswer expired();

    /**
     * Reports that another tab of this browser has used the code or the link.
     *
     * @return this answer; as if the challenge had expired where there are no tabs
     */
    default OtpAnswer usedInAnotherTab() {
        return expired();
    }

    /** @return the HTTP response with everything that was added */
    Response render();
}
