package dev.latchkey.it.kit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Polls for a result that another process produces later. */
public final class Eventually {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Eventually() {
    }

    /**
     * Polls until the result is the wanted one.
     *
     * @param patience time limit
     * @param look     reads the current value
     * @param wanted   whether the value is the wanted one
     * @return the first wanted value
     * @throws IllegalStateException if the time limit is over; the message contains the last value
     */
    public static <T> T see(Duration patience, Supplier<T> look, Predicate<T> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (T seen = look.get();; seen = look.get()) {
            if (wanted.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Still after " + patience.toSeconds() + " s: " + seen);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
