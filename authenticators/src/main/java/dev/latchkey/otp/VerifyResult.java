package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.common.event.AuditReason;

/** What came of a code or link. Only {@link Accepted} lets anybody through. */
public sealed interface VerifyResult {

    /** @return why the answer was refused; empty where it was accepted, and where there was nothing to verify */
    default Optional<AuditReason> reason() {
        return Optional.empty();
    }

    /**
     * Right, in time, and now used up.
     *
     * @param reference the short word of the mail it came in
     */
    record Accepted(String reference) implements VerifyResult {
    }

    /**
     * Verified and wrong; counted.
     *
     * @param challenge the challenge after that
     * @param locks     whether this failure has locked or stopped the account's second factor
     */
    record Wrong(Challenge challenge, boolean locks) implements VerifyResult {

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.WRONG_CODE);
        }
    }

    /** No code at all: not verified, not counted. */
    record Malformed() implements VerifyResult {
    }

    /** The challenge has no attempts left: not verified. */
    record Exhausted() implements VerifyResult {

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.CODE_USED_UP);
        }
    }

    /** Expired, used, replaced, unknown, or under a key that this node does not have: not verified. */
    record Expired() implements VerifyResult {

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.CODE_EXPIRED);
        }
    }

    /**
     * Too many codes were wrong: not verified. After the first factor the account's second factor is locked; before
     * any, codes of this purpose are over for the day, and links go on working.
     *
     * @param untilMillis when it opens, epoch milliseconds
     */
    record Locked(long untilMillis) implements VerifyResult {

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.SECOND_FACTOR_LOCKED);
        }
    }

    /** The account's second factor is shut until an admin opens it: not verified. */
    record PermanentlyLocked() implements VerifyResult {

        @Override
        public Optional<AuditReason> reason() {
            return Optional.of(AuditReason.SECOND_FACTOR_PERMANENTLY_LOCKED);
        }
    }
}
