package dev.latchkey.it.server.walk;

import java.time.Duration;

import dev.latchkey.it.kit.Browser;

/** A browser, and the generation of the trusted device whose cookie it holds. */
final class Device {

    private static final Duration IDLE = Duration.ofDays(14);
    private static final Duration LIFE = Duration.ofDays(30);

    private Browser browser;
    private Generations generations;
    private int held;

    Device(Browser browser) {
        this.browser = browser;
    }

    private Device(Browser browser, Generations generations, int held) {
        this.browser = browser;
        this.generations = generations;
        this.held = held;
    }

    /** A browser with the same cookie of the device. */
    Device copy() {
        return new Device(browser.reopened(), generations, held);
    }

    Browser browser() {
        return browser;
    }

    /** The browser is used on: another one with its cookies, or the same. */
    void becomes(Browser next) {
        browser = next;
    }

    Generations generations() {
        return generations;
    }

    Fate expected(long now) {
        return generations == null ? Fate.REFUSED : generations.expected(held, now);
    }

    boolean isReplay(long now) {
        return generations != null && generations.isReplay(held, now);
    }

    void replay() {
        generations.replay(held);
    }

    void accepted(long now) {
        held = generations.accepted(held, now);
    }

    void trusted(long now) {
        if (generations != null) {
            generations.end();
        }
        generations = generations(now);
        held = 1;
    }

    /** The model of a device that is trusted from now on. */
    static Generations generations(long now) {
        return new Generations(false, IDLE, LIFE, now);
    }
}
