package dev.latchkey.limit;

import java.util.Optional;

/**
 * Units of a large rate that this node has taken in advance, in one statement, and gives out from memory. The rate is
 * never exceeded: the bucket's arrival time moves to where it would be if the units were given out when the lease ends,
 * so that giving them out earlier leaves it where the algorithm without leases has it at most.
 *
 * <p>A lease holds a fortieth of the rate for a tenth of its period, and is taken only from a bucket that has used less
 * than a tenth of its period. Therefore the bucket never appears to hold less than it does by more than an eighth of
 * the rate, whatever the number of nodes: so many demands may be refused too early. A node whose bucket no other node
 * has used knows what was given out, and refuses none too early. Instances are not thread-safe. Times are epoch
 * milliseconds.
 */
public final class PermitLease {

    private static final int PARTS = 40;
    /** How many times as long as the bucket needs to earn its units a lease lasts. */
    private static final int LENGTH = 4;

    private final long takenAt;
    private final long until;
    private final long interval;
    private final long written;
    private long arrival;
    private int left;

    private PermitLease(long takenAt, long until, long interval, long written, long arrival, int left) {
        this.takenAt = takenAt;
        this.until = until;
        this.interval = interval;
        this.written = written;
        this.arrival = arrival;
        this.left = left;
    }

    /**
     * @param limit a rate
     * @return whether units of it may be taken in advance; never of a rate of less than 80, or one whose block may end
     *         before a lease does that was taken before it
     */
    public static boolean isLarge(RateLimit limit) {
        // twice, for clocks that differ
        return size(limit) > 1 && (limit.block().isZero() || limit.block().toMillis() >= 2 * length(limit));
    }

    private static int size(RateLimit limit) {
        return limit.count() / PARTS;
    }

    private static long length(RateLimit limit) {
        return LENGTH * size(limit) * limit.intervalMillis();
    }

    /**
     * What is known after a unit was taken of a bucket that was not read.
     *
     * @param limit  the rate
     * @param before what was known before; empty for nothing
     * @param now    current time
     * @return a lease without units
     */
    public static PermitLease unread(RateLimit limit, Optional<PermitLease> before, long now) {
        long arrival = Math.max(before.map(known -> known.arrival)
                .filter(known -> known <= limit.latestMillis(now)).orElse(now), now) + limit.intervalMillis();
        return new PermitLease(now, now, limit.intervalMillis(), arrival, arrival, 0);
    }

    /**
     * Takes a unit, and more where the bucket is nearly full.
     *
     * @param limit   the rate
     * @param arrival the bucket's arrival time, without what it has of an earlier lease of this node
     * @param now     current time
     * @return the lease, of which one unit is given out, to be written to the bucket; empty when the bucket holds none
     */
    public static Optional<PermitLease> take(RateLimit limit, long arrival, long now) {
        long interval = limit.intervalMillis();
        long begin = Math.max(arrival, now);
        if (begin > now + limit.toleranceMillis()) {
            return Optional.empty();
        }
        long until = now + length(limit);
        return Optional.of(begin <= until
                ? new PermitLease(now, until, interval, until + size(limit) * interval, begin + interval,
                        size(limit) - 1)
                : new PermitLease(now, now, interval, begin + interval, begin + interval, 0));
    }

    /**
     * Gives out a unit.
     *
     * @param now current time
     * @return false when none is left, or the lease has ended
     */
    public boolean spend(long now) {
        if (left == 0 || now < takenAt || now > until) {
            return false;
        }
        left--;
        arrival = Math.max(arrival, now) + interval;
        return true;
    }

    /** Gives out no more units. */
    public void end() {
        left = 0;
    }

    /** @return the arrival time for the bucket to hold */
    public long written() {
        return written;
    }

    /**
     * @param stored the arrival time that the bucket holds
     * @return the arrival time by the units that were given out, if no other node has changed the bucket since; what
     *         the bucket holds otherwise
     */
    public long settled(long stored) {
        return stored == written ? arrival : stored;
    }

    /**
     * @param limit the rate
     * @param now   current time
     * @return whether the bucket holds more than was given out, or is asked often enough and has enough for another
     *         lease
     */
    public boolean matters(RateLimit limit, long now) {
        return written != arrival && now <= written
                || now <= Math.max(takenAt, until) + length(limit) && arrival <= now + length(limit);
    }
}
