package dev.latchkey.it.flow;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Mobile numbers of users, each used by one test only. */
final class TelephoneNumbers {

    private static final AtomicInteger COUNT = new AtomicInteger(50_000);
    private static final Set<String> DIGITS = ConcurrentHashMap.newKeySet();

    private TelephoneNumbers() {
    }

    /** A number that no test has had, in E.164, with these last digits. */
    static String next(String end) {
        String digits = "4915%05d%s".formatted(COUNT.incrementAndGet(), end);
        DIGITS.add(digits);
        return '+' + digits;
    }

    /** The digits of all numbers so far, without the plus sign. */
    static Set<String> all() {
        return Set.copyOf(DIGITS);
    }
}
