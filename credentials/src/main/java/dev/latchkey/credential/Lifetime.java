package dev.latchkey.credential;

import java.util.Optional;

import dev.latchkey.common.event.EndReason;

/**
 * How long a trusted device or a secret code lives. Times are epoch milliseconds.
 *
 * @param lastUsed   when it was last used
 * @param idleMillis maximum time without a use, milliseconds
 * @param expiresAt  when its absolute lifetime ends
 */
public record Lifetime(long lastUsed, long idleMillis, long expiresAt) {

    /** @return when it is over without another use, epoch milliseconds */
    public long end() {
        return idleMillis < expiresAt - lastUsed ? lastUsed + idleMillis : expiresAt;
    }

    /**
     * @param now current time, epoch milliseconds
     * @return {@link EndReason#EXPIRED} or {@link EndReason#IDLE}, the former first; empty when neither is true
     */
    public Optional<EndReason> over(long now) {
        if (now >= expiresAt) {
            return Optional.of(EndReason.EXPIRED);
        }
        return now - lastUsed >= idleMillis ? Optional.of(EndReason.IDLE) : Optional.empty();
    }
}
