package dev.latchkey.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final RateLimit FIVE_AN_HOUR = new RateLimit("send-user-hour", 5, Duration.ofHours(1));

    @Test
    void fiveAnHourIsFiveAtOnceAndThenOneEveryTwelveMinutes() {
        assertEquals(Duration.ofMinutes(12).toMillis(), FIVE_AN_HOUR.intervalMillis());
        assertEquals(Duration.ofMinutes(48).toMillis(), FIVE_AN_HOUR.toleranceMillis());
    }

    @Test
    void whereTheRateDividesNoWholeMillisecondsItIsNotExceeded() {
        for (int count : new int[] {7, 45_000, 59_999}) {
            RateLimit rate = new RateLimit("dense", count, Duration.ofMinutes(1));
            assertTrue(rate.intervalMillis() * count >= rate.period().toMillis(), rate::toString);
        }
    }

    @Test
    void aRateWithoutRoomIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RateLimit("none", 0, Duration.ofHours(1)));
        assertThrows(IllegalArgumentException.class, () -> new RateLimit("dense", 5, Duration.ofMillis(4)));
    }

    @Test
    void bucketsTellRealmsLimitsAndKeysApartAndShowNoneOfThem() {
        String bucket = new RateDemand(FIVE_AN_HOUR, "realm", "alice@example.org").bucket();
        assertTrue(bucket.matches("[0-9a-f]{64}"));
        assertNotEquals(bucket, new RateDemand(FIVE_AN_HOUR, "other", "alice@example.org").bucket());
        assertNotEquals(bucket, new RateDemand(FIVE_AN_HOUR, "realm", "bob@example.org").bucket());
    }

    @Test
    void aRefusalIsRememberedUntilItIsOver() {
        RefusalMemory memory = new RefusalMemory();
        RateDemand demand = new RateDemand(FIVE_AN_HOUR, "realm", "alice");
        memory.remember(demand, 1_000, new RateResult.Refused(FIVE_AN_HOUR, 500));

        assertEquals(Optional.of(new RateResult.Refused(FIVE_AN_HOUR, 300, true)), memory.recall(demand, 1_200));
        assertEquals(Optional.empty(), memory.recall(demand, 1_500));
        assertEquals(Optional.empty(), memory.recall(demand, 1_200), "what is over stays over");
    }

    @Test
    void aRefusalOfTheOldLimitDoesNotOutliveAChangeOfTheLimit() {
        RefusalMemory memory = new RefusalMemory();
        memory.remember(new RateDemand(FIVE_AN_HOUR, "realm", "alice"), 0, new RateResult.Refused(FIVE_AN_HOUR, 500));
        RateLimit raised = new RateLimit("send-user-hour", 50, Duration.ofHours(1));
        assertEquals(Optional.empty(), memory.recall(new RateDemand(raised, "realm", "alice"), 100));
    }

    @Test
    void theMemoryIsBounded() {
        RefusalMemory memory = new RefusalMemory();
        for (int i = 0; i < 20_000; i++) {
            memory.remember(new RateDemand(FIVE_AN_HOUR, "realm", "user" + i), 0,
                    new RateResult.Refused(FIVE_AN_HOUR, 500));
        }
        assertEquals(Optional.empty(), memory.recall(new RateDemand(FIVE_AN_HOUR, "realm", "user0"), 0));
        assertTrue(memory.recall(new RateDemand(FIVE_AN_HOUR, "realm", "user19999"), 0).isPresent());
    }

    @Test
    void minutesToWaitAreRoundedUp() {
        assertEquals(1, new RateResult.Refused(FIVE_AN_HOUR, 1).retryAfterMinutes());
        assertEquals(1, new RateResult.Refused(FIVE_AN_HOUR, 60_000).retryAfterMinutes());
        assertEquals(2, new RateResult.Refused(FIVE_AN_HOUR, 60_001).retryAfterMinutes());
    }

    @Test
    void secondsToWaitAreRoundedUp() {
        assertEquals(1, new RateResult.Refused(FIVE_AN_HOUR, 1).retryAfterSeconds());
        assertEquals(2, new RateResult.Refused(FIVE_AN_HOUR, 1_001).retryAfterSeconds());
    }
}
