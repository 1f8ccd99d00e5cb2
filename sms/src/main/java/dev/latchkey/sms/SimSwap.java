package dev.latchkey.sms;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of the SIM card behind a number.
 *
 * @param known whether the network has answered
 * @param at    when the number was moved to its present SIM card, epoch milliseconds; empty where it was not, or not
 *              within the time that the network remembers
 */
public record SimSwap(boolean known, Optional<Long> at) {

    /** The network has not answered, or not in a way that is understood. */
    public static final SimSwap UNKNOWN = new SimSwap(false, Optional.empty());

    /**
     * @param at when it was moved, epoch milliseconds; empty where it was not
     * @return that answer
     */
    public static SimSwap of(Optional<Long> at) {
        return new SimSwap(true, at);
    }

    /**
     * @param time a time
     * @param now  the current time, epoch milliseconds
     * @return whether the SIM card has certainly been the same for this time
     */
    public boolean isOlder(Duration time, long now) {
        return known && at.map(moved -> moved <= now && now - moved >= time.toMillis()).orElse(true);
    }
}
