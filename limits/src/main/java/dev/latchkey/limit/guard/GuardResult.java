package dev.latchkey.limit.guard;

import java.util.function.Function;

/** The guard's result for an account. */
public sealed interface GuardResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>               what the caller makes of the result
     * @param open              for an account whose attempt may be verified
     * @param locked            for an account that is locked for a while
     * @param permanentlyLocked for an account that stays locked until it is cleared
     * @return what the function of this case returns
     */
    <T> T fold(Function<Open, T> open, Function<Locked, T> locked, Function<PermanentlyLocked, T> permanentlyLocked);

    /**
     * An attempt may be verified.
     *
     * @param last whether the account is locked, or permanently locked, after this attempt if it fails
     */
    record Open(boolean last) implements GuardResult {

        @Override
        public <T> T fold(Function<Open, T> open, Function<Locked, T> locked,
                Function<PermanentlyLocked, T> permanentlyLocked) {
            return open.apply(this);
        }
    }

    /**
     * Nothing is verified for a while, not even what is right.
     *
     * @param untilMillis when the lock ends, epoch milliseconds
     */
    record Locked(long untilMillis) implements GuardResult {

        @Override
        public <T> T fold(Function<Open, T> open, Function<Locked, T> locked,
                Function<PermanentlyLocked, T> permanentlyLocked) {
            return locked.apply(this);
        }
    }

    /** Nothing is verified until an admin or a completed password reset clears the guard (NIST SP 800-63B-4, 3.2.2). */
    record PermanentlyLocked() implements GuardResult {

        @Override
        public <T> T fold(Function<Open, T> open, Function<Locked, T> locked,
                Function<PermanentlyLocked, T> permanentlyLocked) {
            return permanentlyLocked.apply(this);
        }
    }
}
