package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class RetryRuleTest {

    private static final long PLENTY = Duration.ofMinutes(10).toMillis();

    @Test
    void aMailIsTriedThreeTimesMoreAfterGrowingPauses() {
        RetryRule earliest = new RetryRule(() -> 0);
        assertEquals(Optional.of(Duration.ofSeconds(2)), earliest.pause(0, PLENTY));
        assertEquals(Optional.of(Duration.ofSeconds(10)), earliest.pause(1, PLENTY));
        assertEquals(Optional.of(Duration.ofSeconds(30)), earliest.pause(2, PLENTY));
        assertEquals(Optional.empty(), earliest.pause(3, PLENTY));
    }

    @Test
    void chanceAddsUpToHalfOfAPause() {
        assertEquals(Optional.of(Duration.ofMillis(2_500)), new RetryRule(() -> 0.5).pause(0, PLENTY));
        assertEquals(Optional.of(Duration.ofMillis(44_999)), new RetryRule(() -> 0.99999).pause(2, PLENTY));
    }

    @Test
    void aMailWhoseCodeIsAboutToExpireIsNotTriedAgain() {
        RetryRule rule = new RetryRule(() -> 0);
        assertEquals(Optional.of(Duration.ofSeconds(2)), rule.pause(0, 60_000));
        assertEquals(Optional.empty(), rule.pause(0, 59_999));
    }
}
