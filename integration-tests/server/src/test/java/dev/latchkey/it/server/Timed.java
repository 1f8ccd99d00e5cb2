package dev.latchkey.it.server;

import java.time.Duration;
import java.util.function.Supplier;

import dev.latchkey.it.kit.Page;

/**
 * A page and how long it took.
 *
 * @param page the page
 * @param time from the request to the whole answer
 */
record Timed(Page page, Duration time) {

    static Timed of(Supplier<Page> request) {
        long start = System.nanoTime();
        Page page = request.get();
        return new Timed(page, Duration.ofNanos(System.nanoTime() - start));
    }
}
