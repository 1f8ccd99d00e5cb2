package dev.latchkey.mail;

import java.time.Duration;

/**
 * How many mails are handed to one mail server at once. The number grows while mails wait and the server accepts them,
 * the faster the more of them it accepts; a server that is quick gets no more than its backlog needs; a server that
 * fails or hangs gets half as many, down to one. Not thread-safe.
 */
final class ServerPace {

    /** Mails at once that a server gets of which nothing is known, and that one which works gets in any case. */
    static final int START = 4;
    /** A backlog is to be gone after this time. */
    private static final double BACKLOG_SECONDS = 0.25;
    /** Weight of the newest duration in the average. */
    private static final double NEWEST = 0.25;

    private final int most;
    private int limit;
    private int running;
    private int faults;
    private double averageSeconds;

    /** @param most mails at once, whatever the backlog, 1 or more */
    ServerPace(int most) {
        this.most = most;
        this.limit = Math.min(START, most);
    }

    /**
     * @param waiting mails that wait, 0 or more
     * @return whether one of them should be handed over now
     */
    boolean admits(int waiting) {
        double needed = (waiting + running) * averageSeconds / BACKLOG_SECONDS;
        return waiting > 0 && running < limit && running < Math.max(START, Math.ceil(needed));
    }

    /**
     * Counts a mail that is handed over from now on.
     *
     * @return to be passed to {@link #ended}
     */
    int begun() {
        running++;
        return faults;
    }

    /**
     * Counts the end of an attempt.
     *
     * @param begun   the result of {@link #begun}
     * @param took    how long the attempt took
     * @param answer  the result
     * @param waiting mails that wait now
     */
    void ended(int begun, Duration took, ServerAnswer answer, int waiting) {
        running--;
        if (answer == ServerAnswer.FAULT || answer == ServerAnswer.UNKNOWN) {
            // mails that were under way together meet the same fault together: it counts once
            if (begun == faults) {
                limit = Math.max(1, limit / 2);
                faults++;
            }
        } else if (answer != ServerAnswer.NONE) {
            averageSeconds += NEWEST * (took.toNanos() / 1e9 - averageSeconds);
            if (waiting > 0) {
                limit = Math.min(most, limit + 1);
            }
        }
    }
}
