package dev.latchkey.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class RecentFailuresTest {

    private final RecentFailures failures = new RecentFailures();

    @Test
    void theNewestFailureOfTheAccountCountsWhereTheAddressIsTheLocks() {
        failures.add("realm", "user", "192.0.2.1", "Chrome on Windows", 1_000);
        failures.add("realm", "user", "192.0.2.2", "Firefox on Linux", 2_000);
        assertEquals(Optional.of("Firefox on Linux"), failures.device("realm", "user", "192.0.2.2", 3_000));
        assertEquals(Optional.empty(), failures.device("realm", "user", "192.0.2.1", 3_000));
        assertEquals(Optional.empty(), failures.device("realm", "other", "192.0.2.2", 3_000));
        assertEquals(Optional.empty(), failures.device("other", "user", "192.0.2.2", 3_000));
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        failures.add("realm", "user", "192.0.2.1", "Firefox on Linux", 1_000);
        assertEquals(Optional.empty(), failures.device("realm", "user", "192.0.2.1", 62_000));
    }

    @Test
    void attack_aFloodOfNamesDisplacesTheOldestAndTakesNoMemory() {
        for (int i = 0; i < 2_000; i++) {
            failures.add("realm", "user" + i, "192.0.2.1", "Firefox on Linux", 1_000);
        }
        assertEquals(Optional.empty(), failures.device("realm", "user0", "192.0.2.1", 1_000));
        assertEquals(Optional.of("Firefox on Linux"), failures.device("realm", "user1999", "192.0.2.1", 1_000));
    }
}
