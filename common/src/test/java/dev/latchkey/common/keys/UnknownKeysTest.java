package dev.latchkey.common.keys;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UnknownKeysTest {

    @Test
    void eachIsToldOnceAMinute() {
        assertTrue(UnknownKeys.due("device a", 1_000));
        assertFalse(UnknownKeys.due("device a", 1_000));
        assertFalse(UnknownKeys.due("device a", 60_999));
        assertTrue(UnknownKeys.due("device b", 60_999));
        assertTrue(UnknownKeys.due("device a", 61_000));
        assertFalse(UnknownKeys.due("device a", 61_001));
    }

    @Test
    void madeUpSubjectsDoNotPileUp() {
        for (int i = 0; i < 5_000; i++) {
            assertTrue(UnknownKeys.due("made up " + i, i));
        }
    }
}
