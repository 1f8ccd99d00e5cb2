package dev.latchkey.common.guard;

/** The guard's result for an account. */
public sealed interface GuardResult {

    /**
     * An attempt may be verified.
     *
     * @param last whether the account is locked, or permanently locked, after this attempt if it fails
     */
    record Open(boolean last) implements GuardResult {
    }

    /**
     * Nothing is verified for a while, not even what is right.
     *
     * @param untilMillis when the lock ends, epoch milliseconds
     */
    record Locked(long untilMillis) implements GuardResult {
    }

    /** Nothing is verified until an admin or a completed password reset clears the guard (NIST SP 800-63B-4, 3.2.2). */
    record PermanentlyLocked() implements GuardResult {
    }
}
