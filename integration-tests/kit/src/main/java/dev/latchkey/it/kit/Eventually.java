package dev.latchkey.it.kit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another process does in its own time. */
public final class Eventually {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Eventually() {
    }

    /**
     * Looks again and again.
     *
     * @param patience how long at most
     * @param look     gives what there is now
     * @param wanted   whether that is it
     * @return what was wanted
     * @throws IllegalStateException if it has not come by then; the message tells the last look
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
