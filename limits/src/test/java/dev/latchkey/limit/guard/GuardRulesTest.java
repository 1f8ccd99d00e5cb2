package dev.latchkey.limit.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardRulesTest {

    private final GuardRules rules = new GuardRules(10, Duration.ofMinutes(15), Duration.ofHours(24), 100, 10);

    @ParameterizedTest
    @CsvSource({"1,0", "9,0", "10,15", "11,0", "20,30", "30,60", "40,120", "50,240", "60,480", "70,960", "80,1440",
            "90,1440"})
    void everyTenthFailureLocksForTwiceAsLongUpToADay(int failures, long minutes) {
        assertEquals(Duration.ofMinutes(minutes), rules.lockAfter(failures));
    }

    @Test
    void aTightBudgetNeverOverflows() {
        GuardRules tight = new GuardRules(1, Duration.ofSeconds(1), Duration.ofDays(7), 100, 10);
        assertEquals(Duration.ofDays(7), tight.lockAfter(99));
    }
}
