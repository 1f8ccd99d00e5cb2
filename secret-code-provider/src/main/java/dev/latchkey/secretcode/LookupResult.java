package dev.latchkey.secretcode;

import java.util.function.Function;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.event.Reason;

/** Result of verifying a genuine code. The caller gets the same response for all results but the first. */
public sealed interface LookupResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>      what the caller makes of the result
     * @param accepted for a code that signs the app in
     * @param refused  for a code that is refused and stays as it is
     * @param ended    for a code that has to end
     * @return what the function of this case returns
     */
    <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Ended, T> ended);

    /** The code signs the app in. */
    record Accepted() implements LookupResult {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Ended, T> ended) {
            return accepted.apply(this);
        }
    }

    /** The code is refused now, or to this caller, and remains unchanged. */
    enum Refused implements LookupResult, Reason {
        /** It was issued to another client. */
        WRONG_CLIENT,
        /** It is bound to another key. */
        WRONG_KEY,
        /** An older generation, replaced too recently to count as a replay. */
        STALE;

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Ended, T> ended) {
            return refused.apply(this);
        }

        @Override
        public String owasp() {
            return "authn_login_fail";
        }
    }

    /**
     * The code has to end.
     *
     * @param reason why
     */
    record Ended(EndReason reason) implements LookupResult {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Ended, T> ended) {
            return ended.apply(this);
        }
    }
}
