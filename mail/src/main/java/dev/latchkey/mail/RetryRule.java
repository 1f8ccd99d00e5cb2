package dev.latchkey.mail;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When a mail that did not leave is tried again. */
final class RetryRule {

    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30));
    private static final long WORTH_A_RETRY_MILLIS = 60_000;
    /** Share of a pause that chance adds at most: mails that have failed together must not come back together. */
    private static final double JITTER = 0.5;

    private final DoubleSupplier random;

    /** @param random gives numbers from 0 to below 1 */
    RetryRule(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * @param tries      attempts that have failed before the newest one, 0 or more
     * @param leftMillis for how long the mail is still of use
     * @return the pause before the next attempt; empty when there is none
     */
    Optional<Duration> pause(int tries, long leftMillis) {
        if (tries >= PAUSES.size() || leftMillis < WORTH_A_RETRY_MILLIS) {
            return Optional.empty();
        }
        double millis = PAUSES.get(tries).toMillis() * (1 + JITTER * random.getAsDouble());
        return Optional.of(Duration.ofMillis((long) millis));
    }
}
