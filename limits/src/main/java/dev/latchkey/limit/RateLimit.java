package dev.latchkey.limit;

import java.time.Duration;

import dev.latchkey.common.purge.Purge;

/**
 * A rate by the generic cell rate algorithm: after a quiet period {@code count} at once, then one each
 * {@code period / count}.
 *
 * @param name   what is limited; part of every bucket's identity
 * @param count  how many at once, 1 or more
 * @param period in which a bucket that was emptied is full again
 * @param block  how long nothing passes once a demand was refused, and then the bucket is full; zero for no longer than
 *               until it holds one again
 */
public record RateLimit(String name, int count, Duration period, Duration block) {

    public RateLimit {
        if (count < 1 || period.toMillis() < count || block.isNegative()) {
            throw new IllegalArgumentException("A rate needs a count of 1 or more and a period that holds it");
        }
    }

    /**
     * A rate that never blocks.
     *
     * @param name   what is limited; part of every bucket's identity
     * @param count  how many at once, 1 or more
     * @param period in which a bucket that was emptied is full again
     */
    public RateLimit(String name, int count, Duration period) {
        this(name, count, period, Duration.ZERO);
    }

    /** @return milliseconds that one costs, rounded up: the rate is never exceeded */
    public long intervalMillis() {
        return (period.toMillis() + count - 1) / count;
    }

    /**
     * @param nowMillis current time, epoch milliseconds
     * @return the latest arrival time, or end of a block, that a node can have stored whose clock is ahead by an hour
     *         at most; a later one is of a clock that ran further ahead, would block the bucket for as long, and is
     *         passed over
     */
    public long latestMillis(long nowMillis) {
        return nowMillis + Math.max(intervalMillis() * count, block.toMillis()) + Purge.CLOCK_GRACE_MILLIS;
    }

    /** @return how far, in milliseconds, the theoretical arrival time may lie ahead of now for one more to pass */
    public long toleranceMillis() {
        return intervalMillis() * (count - 1);
    }
}
