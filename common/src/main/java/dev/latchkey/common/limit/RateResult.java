package dev.latchkey.common.limit;

/** The rate limiter's result. */
public sealed interface RateResult {

    /** All that was asked for was taken. */
    record Admitted() implements RateResult {
    }

    /**
     * At least one bucket is empty.
     *
     * @param limit            the rate that refused
     * @param retryAfterMillis milliseconds until that bucket holds one again, 1 or more
     */
    record Refused(RateLimit limit, long retryAfterMillis) implements RateResult {

        /** @return whole seconds to wait, rounded up, for {@code Retry-After} (RFC 9110) */
        public long retryAfterSeconds() {
            return (retryAfterMillis + 999) / 1000;
        }
    }
}
