package dev.latchkey.bench;

import java.time.Duration;
import java.util.function.IntConsumer;

/** One way in which users get tokens. */
interface SignInWay {

    /**
     * @param name its name in the printed table
     * @param run  gets tokens once for the user of this number
     * @return the way, in which the mail server answers at once
     */
    static SignInWay of(String name, IntConsumer run) {
        return new SignInWay() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void run(int number) {
                run.accept(number);
            }
        };
    }

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
