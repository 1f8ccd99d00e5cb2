package dev.latchkey.common.limit;

import java.time.Duration;

/**
 * A rate by the generic cell rate algorithm: after a quiet period {@code count} at once, then one each
 * {@code period / count}.
 *
 * @param name   what is limited; part of every bucket's identity
 * @param count  how many at once, 1 or more
 * @param period in which a bucket that was emptied is full again
 */
public record RateLimit(String name, int count, Duration period) {

    public RateLimit {
        if (count < 1 || period.toMillis() < count) {
            throw new IllegalArgumentException("A rate needs a count of 1 or more and a period that holds it");
        }
    }

    /** @return milliseconds that one costs */
    public long intervalMillis() {
        return period.toMillis() / count;
    }

    /** @return how far, in milliseconds, the theoretical arrival time may lie ahead of now for one more to pass */
    public long toleranceMillis() {
        return intervalMillis() * (count - 1);
    }
}
