package dev.latchkey.otp;

/** What came of asking for a code. */
public sealed interface IssueVerdict {

    /**
     * A new code is on its way.
     *
     * @param challenge the challenge
     */
    record Sent(Challenge challenge) implements IssueVerdict {
    }

    /**
     * This tab has a challenge already; nothing was sent.
     *
     * @param challenge the challenge, which may be expired or used up
     */
    record Standing(Challenge challenge) implements IssueVerdict {
    }

    /**
     * The last mail of this browser or challenge is too recent; nothing was sent.
     *
     * @param untilMillis when the next may be asked for, epoch milliseconds
     */
    record CoolingDown(long untilMillis) implements IssueVerdict {
    }

    /**
     * A rate is used up; nothing was sent.
     *
     * @param retryAfterSeconds seconds to wait
     */
    record Throttled(long retryAfterSeconds) implements IssueVerdict {
    }

    /**
     * The account's second factor is locked; nothing was sent. Before any factor nothing is ever locked.
     *
     * @param untilMillis when it opens, epoch milliseconds
     */
    record Locked(long untilMillis) implements IssueVerdict {
    }

    /** The account's second factor is shut until an admin opens it; nothing was sent. */
    record Stopped() implements IssueVerdict {
    }

    /** The mail queue is full; nothing was sent or counted. */
    record MailBusy() implements IssueVerdict {
    }

    /** The challenge has had all its mails, is used, or is gone; nothing was sent. */
    record NoResendsLeft() implements IssueVerdict {
    }
}
