package dev.latchkey.risk;

import java.time.Duration;

/** How long sign-ins count, and how much is kept of them. */
public final class HistoryBounds {

    /** Time after which a sign-in counts half. */
    public static final Duration HALF_LIFE = Duration.ofDays(30);
    /** What was not seen for so long is deleted, and no longer counts. */
    public static final Duration RETENTION = Duration.ofDays(90);
    /** Most values of one feature that are kept of an account; the one that was not seen for longest goes. */
    public static final int MOST_OF_USER = 20;
    /** Most values of one feature that are kept of a realm; further ones have no row until others were purged. */
    public static final int MOST_OF_REALM = 10_000;

    private HistoryBounds() {
    }
}
