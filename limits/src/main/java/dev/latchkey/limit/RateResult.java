package dev.latchkey.limit;

import java.util.Optional;
import java.util.function.Function;

/** The rate limiter's result. */
public sealed interface RateResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>      what the caller makes of the result
     * @param admitted for a demand that was met
     * @param refused  for a demand that was refused
     * @return what the function of this case returns
     */
    <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused);

    /** @return the refusal; empty when all that was asked for was taken */
    default Optional<Refused> refusal() {
        return fold(admitted -> Optional.empty(), Optional::of);
    }

    /** All that was asked for was taken. */
    record Admitted() implements RateResult {

        @Override
        public <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused) {
            return admitted.apply(this);
        }
    }

    /**
     * At least one bucket is empty.
     *
     * @param limit            the rate that refused
     * @param retryAfterMillis milliseconds until that bucket holds one again, 1 or more
     * @param remembered       whether this node has refused an earlier demand for the same reason
     */
    record Refused(RateLimit limit, long retryAfterMillis, boolean remembered) implements RateResult {

        /**
         * A refusal by the store.
         *
         * @param limit            the rate that refused
         * @param retryAfterMillis milliseconds until that bucket holds one again, 1 or more
         */
        public Refused(RateLimit limit, long retryAfterMillis) {
            this(limit, retryAfterMillis, false);
        }

        @Override
        public <T> T fold(Function<Admitted, T> admitted, Function<Refused, T> refused) {
            return refused.apply(this);
        }

        /** @return whole seconds to wait, rounded up, for {@code Retry-After} (RFC 9110) */
        public long retryAfterSeconds() {
            return (retryAfterMillis + 999) / 1000;
        }

        /** @return whole minutes to wait, rounded up, 1 or more, for texts that tell users */
        public long retryAfterMinutes() {
            return (retryAfterSeconds() + 59) / 60;
        }
    }
}
