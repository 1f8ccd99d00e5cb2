package dev.latchkey.otp;

/** The result of a request for a code. */
public sealed interface IssueResult {

    /**
     * A new code is queued for mailing.
     *
     * @param challenge the challenge
     */
    record Sent(Challenge challenge) implements IssueResult {
    }

    /**
     * This tab has a challenge already; nothing was sent.
     *
     * @param challenge the challenge, which may be expired or used up
     */
    record Existing(Challenge challenge) implements IssueResult {
    }

    /**
     * The cooldown since the last mail of this browser or challenge is not over; nothing was sent.
     *
     * @param untilMillis when the user may ask for the next mail, epoch milliseconds
     */
    record CoolingDown(long untilMillis) implements IssueResult {
    }

    /**
     * A rate limit is exceeded; nothing was sent.
     *
     * @param retryAfterSeconds seconds to wait
     */
    record Throttled(long retryAfterSeconds) implements IssueResult {
    }

    /**
     * The account's second factor is locked; nothing was sent. Before the first factor nothing is ever locked.
     *
     * @param untilMillis when the lock ends, epoch milliseconds
     */
    record Locked(long untilMillis) implements IssueResult {
    }

    /** The account's second factor is permanently locked until an administrator unlocks it; nothing was sent. */
    record PermanentlyLocked() implements IssueResult {
    }

    /** The mail queue is full; nothing was sent or counted. */
    record MailBusy() implements IssueResult {
    }

    /** The challenge has no mails left, is used, or does not exist any more; nothing was sent. */
    record NoResendsLeft() implements IssueResult {
    }
}
