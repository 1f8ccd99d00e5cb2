package dev.latchkey.bench;

import java.time.Duration;

/** One way in which users get tokens. */
interface SignInWay {

    /** @return its name in the printed table */
    String name();

    /**
     * Gets tokens once.
     *
     * @param number number of the user, from 0; the same user is never used by two threads at once
     * @throws IllegalStateException if no tokens were issued
     */
    void run(int number);

    /** @return the time that the mail server takes for each mail meanwhile */
    default Duration mailDelay() {
        return Duration.ZERO;
    }
}
