package dev.latchkey.otp;

/** What came of asking for a code. */
public sealed interface IssueResult {

    /**
     * A new code is on its way.
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
     * The last mail of this browser or challenge is too recent; nothing was sent.
     *
     * @param untilMillis when the next may be asked for, epoch milliseconds
     */
    record CoolingDown(long untilMillis) implements IssueResult {
    }

    /**
     * A rate is used up; nothing was sent.
     *
     * @param retryAfterSeconds seconds to wait
     */
    record Throttled(long retryAfterSeconds) implements IssueResult {
    }

    /**
     * The account's second factor is locked; nothing was sent. Before any factor nothing is ever locked.
     *
     * @param untilMillis when it opens, epoch milliseconds
     */
    record Locked(long untilMillis) implements IssueResult {
    }

    /** The account's second factor is shut until an admin opens it; nothing was sent. */
    record PermanentlyLocked() implements IssueResult {
    }

    /** The mail queue is full; nothing was sent or counted. */
    record MailBusy() implements IssueResult {
    }

    /** The challenge has had all its mails, is used, or is gone; nothing was sent. */
    record NoResendsLeft() implements IssueResult {
    }
}
