package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.common.event.AuditReason;

/** The result of the verification of a code or link. Only {@link Accepted} passes the step. */
public sealed interface VerifyResult {

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
        R accepted(Accepted result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R wrong(Wrong result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R malformed(Malformed result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R exhausted(Exhausted result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R expired(Expired result);

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
    }

    /** @return why the answer was refused; empty when it was accepted, and when the input was no code */
    default Optional<AuditReason> reason() {
        return Optional.empty();
    }

    /**
     * The code or link is correct and in time; the challenge is used now.
     *
     * @param reference the reference of the mail that contained it
     */
    record Accepted(String reference) implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.accepted(this);
        }
    }

    /**
     * The code was verified and is wrong; the failure was counted.
     *
     * @param challenge the challenge after the failure
     * @param locks     whether this failure has locked the account's second factor, for a time or permanently
     */
    record Wrong(Challenge challenge, boolean locks) implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.wrong(this);
        }

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.WRONG_CODE);
        }
    }

    /** The input is no code: not verified, not counted. */
    record Malformed() implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.malformed(this);
        }
    }

    /** The challenge has no attempts left: not verified. */
    record Exhausted() implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.exhausted(this);
        }

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.CODE_USED_UP);
        }
    }

    /**
     * The challenge is expired, used, replaced or unknown, or this node does not have the key of its MAC: not verified.
     */
    record Expired() implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.expired(this);
        }

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.CODE_EXPIRED);
        }
    }

    /**
     * Too many codes were wrong: not verified. After the first factor the account's second factor is locked. Before the
     * first factor, codes of this purpose are refused for the rest of the day, and links still work.
     *
     * @param untilMillis when the lock ends, epoch milliseconds
     */
    record Locked(long untilMillis) implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.locked(this);
        }

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.SECOND_FACTOR_LOCKED);
        }
    }

    /** The account's second factor is permanently locked until an administrator unlocks it: not verified. */
    record PermanentlyLocked() implements VerifyResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.permanentlyLocked(this);
        }

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.SECOND_FACTOR_PERMANENTLY_LOCKED);
        }
    }
}
