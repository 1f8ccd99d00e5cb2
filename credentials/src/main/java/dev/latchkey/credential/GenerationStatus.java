package dev.latchkey.credential;

import java.time.Duration;

/** The status of a genuine credential, by its generation and that of its row. */
public enum GenerationStatus {

    /** The newest one: accepted, and the next use has the next generation. */
    CURRENT,
    /** The one before, whose successor no client has presented yet: a parallel tab, or an answer that was lost. */
    PREDECESSOR,
    /** Newer than the row: the database was restored, or lags behind. Its MAC proves that it was issued. */
    AHEAD,
    /** Too old to be accepted, too young to count as a replay. */
    STALE,
    /** Older than the rightful client can present: a replay. */
    REPLAYED;

    /** For this time after a rotation an older generation is no proof of a replay: requests may overtake each other. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    /**
     * @param presented the credential's generation, whose MAC was checked
     * @param current   the row's generation
     * @param rotatedAt when the row came to it, epoch milliseconds
     * @param now       current time, epoch milliseconds
     * @param lasting   whether a predecessor is accepted until its successor is presented (secret codes), rather than
     *                  for the time of grace (devices)
     * @return the status
     */
    public static GenerationStatus of(int presented, int current, long rotatedAt, long now, boolean lasting) {
        boolean grace = now - rotatedAt < GRACE.toMillis();
        if (presented == current) {
            return CURRENT;
        }
        if (presented == current - 1) {
            return lasting || grace ? PREDECESSOR : STALE;
        }
        if (presented > current) {
            return AHEAD;
        }
        return grace ? STALE : REPLAYED;
    }
}
