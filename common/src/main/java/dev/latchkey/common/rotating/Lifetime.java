package dev.latchkey.common.rotating;

import java.util.Optional;

/**
 * How long a trusted device or a secret code lives. Times are epoch milliseconds.
 *
 * @param lastUsed   when it was last used
 * @param idleMillis maximum time without a use, milliseconds
 * @param expiresAt  when its absolute lifetime ends
 */
public record Lifetime(long lastUsed, long idleMillis, long expiresAt) {

    /** Which of its lifetimes is over. */
    public enum Over {
        /** The absolute one. */
        EXPIRED,
        /** The one without a use. */
        IDLE
    }

    /**
     * @param now current time, epoch milliseconds
     * @return which of its lifetimes is over, the absolute one first; empty when none is
     */
    public Optional<Over> over(long now) {
        if (now >= expiresAt) {
            return Optional.of(Over.EXPIRED);
        }
        return now - lastUsed >= idleMillis ? Optional.of(Over.IDLE) : Optional.empty();
    }
}
