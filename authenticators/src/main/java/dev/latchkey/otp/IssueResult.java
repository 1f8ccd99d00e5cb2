package dev.latchkey.otp;

import dev.latchkey.common.event.AuditReason;

/** The result of a request for a code. */
public sealed interface IssueResult {

    /**
     * Handles each result; a result without a case does not compile.
     *
     * @param cases one function for each result
     * @param <R>   what the functions return
     * @return what the function for this result returns
     */
    <R> R fold(Cases<R> cases);

    /**
     * One function for each result.
     *
     * @param <R> what the functions return
     */
    interface Cases<R> {

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R sent(Sent result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R existing(Existing result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R coolingDown(CoolingDown result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R throttled(Throttled result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R locked(Locked result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R permanentlyLocked(PermanentlyLocked result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R mailBusy(MailBusy result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R noResendsLeft(NoResendsLeft result);
    }

    /**
     * A mail is queued.
     *
     * @param challenge the challenge
     * @param repeated  whether the mail contains the same code and link as the one before
     */
    record Sent(Challenge challenge, boolean repeated) implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.sent(this);
        }
    }

    /**
     * This browser or app has a challenge already; nothing was sent.
     *
     * @param challenge the challenge, which still accepts answers
     */
    record Existing(Challenge challenge) implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.existing(this);
        }
    }

    /**
     * The cooldown since the last mail of this browser or challenge is not over; nothing was sent.
     *
     * @param untilMillis when the user may ask for the next mail, epoch milliseconds
     */
    record CoolingDown(long untilMillis) implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.coolingDown(this);
        }
    }

    /**
     * A rate limit is exceeded; nothing was sent.
     *
     * @param retryAfterSeconds seconds to wait
     * @param reason            which kind of limit, for events
     */
    record Throttled(long retryAfterSeconds, AuditReason reason) implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.throttled(this);
        }
    }

    /**
     * The account's second factor is locked; nothing was sent. Before the first factor nothing is ever locked.
     *
     * @param untilMillis when the lock ends, epoch milliseconds
     */
    record Locked(long untilMillis) implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.locked(this);
        }
    }

    /** The account's second factor is permanently locked until an administrator unlocks it; nothing was sent. */
    record PermanentlyLocked() implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.permanentlyLocked(this);
        }
    }

    /** The mail queue is full; nothing was sent or counted. */
    record MailBusy() implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.mailBusy(this);
        }
    }

    /** The challenge has no mails left, is used, or does not exist any more; nothing was sent. */
    record NoResendsLeft() implements IssueResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.noResendsLeft(this);
        }
    }
}
