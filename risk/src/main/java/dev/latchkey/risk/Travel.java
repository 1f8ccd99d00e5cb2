package dev.latchkey.risk;

import java.time.Duration;

import dev.latchkey.geoip.Coordinates;

/**
 * The way from one sign-in's place to the next.
 *
 * @param from       the place of the earlier one
 * @param to         the place of the later one
 * @param tookMillis time between them, in milliseconds
 */
public record Travel(Coordinates from, Coordinates to, long tookMillis) {

    /** Faster than an airliner with the way to and from its airports. */
    private static final double FASTEST_KM_PER_HOUR = 900;
    /** Places are of whole degrees, and a provider's addresses may be anywhere in its country. */
    private static final double NEAR_KM = 500;

    /** @return whether it cannot be travelled in that time */
    public boolean isImpossible() {
        double kilometres = from.kilometres(to);
        double hours = Math.max(0, tookMillis) / (double) Duration.ofHours(1).toMillis();
        return kilometres > NEAR_KM && kilometres > FASTEST_KM_PER_HOUR * hours;
    }
}
