package dev.latchkey.sms.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.latchkey.mail.ServerAnswer;

/**
 * Decides whether a gateway is asked. After failures in a row it is not, so that one that is down costs each text no
 * timeout; after a pause one text tries it, and the pause doubles while that fails. Each node has its own.
 */
final class CircuitBreaker {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final int limit;
    private final Duration firstPause;
    private final LongSupplier clock;
    private int failures;
    private Duration pause;
    private long since;
    private boolean tried;

    /**
     * A text that the gateway is asked to take.
     *
     * @param trial whether it is the one that tries a gateway that has failed
     */
    record Turn(boolean trial) {
    }

    /**
     * @param limit      failures in a row after which the gateway is not asked, 1 or more
     * @param firstPause before it is tried again
     * @param clock      gives nanoseconds
     */
    CircuitBreaker(int limit, Duration firstPause, LongSupplier clock) {
        this.limit = limit;
        this.firstPause = firstPause;
        this.clock = clock;
    }

    /** @return a turn, to be passed to {@link #ended}; empty when the gateway must not be asked now */
    synchronized Optional<Turn> begin() {
        if (failures < limit) {
            return Optional.of(new Turn(false));
        }
        if (tried || clock.getAsLong() - since < pause.toNanos()) {
            return Optional.empty();
        }
        tried = true;
        return Optional.of(new Turn(true));
    }

    /**
     * @param turn   that has ended
     * @param answer of the gateway
     * @return whether the gateway is not asked any more because of it
     */
    synchronized boolean ended(Turn turn, ServerAnswer answer) {
        if (turn.trial()) {
            tried = false;
        } else if (failures == limit) {
            // it began before others have failed, and says nothing about now
            return false;
        }
        return switch (answer) {
            case TAKEN, REFUSED, REFUSED_FOR_GOOD -> {
                failures = 0;
                yield false;
            }
            case FAULT, UNKNOWN -> failed(turn);
            case NONE -> false;
        };
    }

    private boolean failed(Turn turn) {
        failures = Math.min(limit, failures + 1);
        if (failures < limit) {
            return false;
        }
        Duration doubled = turn.trial() ? pause.multipliedBy(2) : firstPause;
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        since = clock.getAsLong();
        return true;
    }
}
