package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class FadingTest {

    private static final double EXACT = 1e-9;

    private final Fading fading = new Fading(Duration.ofDays(30));

    @Test
    void aCountIsWorthHalfAfterTheHalfLife() {
        assertEquals(8, fading.after(8, Duration.ZERO), EXACT);
        assertEquals(4, fading.after(8, Duration.ofDays(30)), EXACT);
        assertEquals(1, fading.after(8, Duration.ofDays(90)), EXACT);
    }

    @Test
    void aClockThatWasSetBackAddsNothing() {
        assertEquals(8, fading.after(8, Duration.ofDays(-30)), EXACT);
    }

    @Test
    void aHalfLifeIsMoreThanZero() {
        assertThrows(IllegalArgumentException.class, () -> new Fading(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Fading(Duration.ofDays(-1)));
    }
}
