package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Divides a limited time between jobs: the next turn is that of the job that has used least of it. Each job has one
 * turn, and those that have little to do leave the rest of the time to the others.
 */
final class TimeShares {

    private final Duration longest;
    private final LongSupplier nanos;

    /**
     * @param longest after this time no job has more than its first turn
     * @param nanos   the clock, as {@link System#nanoTime}
     */
    TimeShares(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
    }

    /**
     * @param jobs names of the jobs
     * @param turn does a part of the work of a job, and returns whether there may be more
     */
    void run(Collection<String> jobs, Predicate<String> turn) {
        PriorityQueue<Share> shares = new PriorityQueue<>(Comparator.comparingLong(Share::used)
                .thenComparingInt(Share::order));
        for (String job : jobs) {
            shares.add(new Share(job, shares.size(), 0));
        }
        long start = nanos.getAsLong();
        while (!shares.isEmpty()) {
            Share share = shares.poll();
            long from = nanos.getAsLong();
            if (share.used > 0 && from - start >= longest.toNanos()) {
                return;
            }
            if (turn.test(share.job)) {
                shares.add(new Share(share.job, share.order, share.used + Math.max(1, nanos.getAsLong() - from)));
            }
        }
    }

    private record Share(String job, int order, long used) {
    }
}
