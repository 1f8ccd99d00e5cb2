package dev.latchkey.webhook;

import java.time.Duration;

/** How long to wait after so many failures: 1, 2, 4 seconds and so on, five minutes at most. */
public final class Backoff {

    private static final long LONGEST_MILLIS = Duration.ofMinutes(5).toMillis();

    private Backoff() {
    }

    /**
     * @param failures failures in a row, 1 or more
     * @return milliseconds to wait
     */
    public static long millis(int failures) {
        return Math.min(LONGEST_MILLIS, 1_000L << Math.min(failures - 1, 20));
    }
}
