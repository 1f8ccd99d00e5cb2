package dev.latchkey.common.guard;

/** What the guard says of an account. */
public sealed interface GuardResult {

    /**
     * An attempt may be judged.
     *
     * @param last whether the account is locked or stopped after this attempt, should it fail
     */
    record Open(boolean last) implements GuardResult {
    }

    /**
     * Nothing is judged for a while, not even what is right.
     *
     * @param untilMillis when the account is open again, epoch milliseconds
     */
    record Locked(long untilMillis) implements GuardResult {
    }

    /** Nothing is judged until an admin or a completed password reset clears the guard (NIST SP 800-63B-4, 3.2.2). */
    record PermanentlyLocked() implements GuardResult {
    }
}
