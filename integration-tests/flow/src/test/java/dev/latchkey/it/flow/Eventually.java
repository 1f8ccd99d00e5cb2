package dev.latchkey.it.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.junit.jupiter.api.Assertions;

/** Polls for what another thread produces: mails, and the counts of the brute-force detector. */
final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long INTERVAL_NANOS = Duration.ofMillis(20).toNanos();

    private Eventually() {
    }

    static void holds(String what, BooleanSupplier condition) {
        holds(() -> what, condition);
    }

    /** @param what says what was waited for, and what was seen instead, when the time is over */
    static void holds(Supplier<String> what, BooleanSupplier condition) {
        present(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    static <T> T present(String what, Supplier<Optional<T>> source) {
        return present(() -> what, source);
    }

    private static <T> T present(Supplier<String> what, Supplier<Optional<T>> source) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<T> found = source.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                return Assertions.fail("Not within " + PATIENCE.toSeconds() + " s: " + what.get());
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }
}
