package dev.latchkey.risk.jpa;

import java.time.Duration;
import java.time.Instant;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.risk.Fading;
import dev.latchkey.risk.HistoryBounds;

/**
 * Counts that forget by halves, so that one UPDATE that adds is enough. Each sign-in adds a weight that doubles with
 * every half-life since a fixed day; such a sum, faded since that day, is the number of sign-ins, of which each counts
 * half as much after each half-life. A {@code double} holds the sums for 80 years.
 */
final class Decay {

    /**
     * Counts a sign-in of the time {@code now} in a row {@code h}, which adds {@code more}. Sign-ins may be counted in
     * another order than they took place in: the last time never goes back, except where it is after {@code latest}.
     */
    static final String COUNT = " h.weight = case when h.lastSeen > :latest then :more else h.weight + :more end,"
            + " h.lastSeen = case when h.lastSeen between :now and :latest then h.lastSeen else :now end";

    /** The same in SQL. */
    static final String COUNT_COLUMNS = " WEIGHT = case when LAST_SEEN > :latest then :more else WEIGHT + :more end,"
            + " LAST_SEEN = case when LAST_SEEN between :now and :latest then LAST_SEEN else :now end";

    private static final Fading FADING = new Fading(HistoryBounds.HALF_LIFE);
    private static final long ORIGIN_MILLIS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private Decay() {
    }

    /**
     * @param millis the time of a sign-in, epoch milliseconds
     * @return what it adds to a stored weight
     */
    static double increment(long millis) {
        return 1 / signIns(1, millis);
    }

    /**
     * @param weight    a stored weight
     * @param nowMillis current time, epoch milliseconds
     * @return how many sign-ins of now it is worth
     */
    static double signIns(double weight, long nowMillis) {
        return FADING.after(weight, Duration.ofMillis(nowMillis - ORIGIN_MILLIS));
    }

    /**
     * @param nowMillis current time, epoch milliseconds
     * @return times after it are of a clock that ran ahead: what it has added is worth more than any other sign-in, and
     *         for that reason counts nothing
     */
    static long latest(long nowMillis) {
        return nowMillis + Purge.CLOCK_GRACE_MILLIS;
    }

    /**
     * @param lastSeen  when a value was seen last, epoch milliseconds
     * @param nowMillis current time, epoch milliseconds
     * @return whether it still counts
     */
    static boolean isKept(long lastSeen, long nowMillis) {
        return nowMillis - lastSeen < HistoryBounds.RETENTION.toMillis() && lastSeen <= latest(nowMillis);
    }
}
