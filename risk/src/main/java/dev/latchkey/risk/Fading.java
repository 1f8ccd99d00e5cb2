package dev.latchkey.risk;

import java.time.Duration;

/**
 * Counts that halve with time, so that old habits are forgotten without a row for each sign-in.
 *
 * @param halfLife time after which a count is worth half, more than zero
 */
public record Fading(Duration halfLife) {

    /**
     * @param halfLife time after which a count is worth half
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Fading {
        if (halfLife.isZero() || halfLife.isNegative()) {
            throw new IllegalArgumentException("A half-life must be more than zero");
        }
    }

    /**
     * @param count a count at some time, at least 0
     * @param age   time since then; a negative one, from a clock that was set back, counts as none
     * @return what it is worth now
     */
    public double after(double count, Duration age) {
        return age.isNegative() ? count : count * Math.pow(0.5, (double) age.toMillis() / halfLife.toMillis());
    }
}
