package dev.latchkey.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationStatusTest {

    @ParameterizedTest(name = "generation {0} at {1}, {2} s after the rotation: {3}")
    @CsvSource({
            "5, 5, 0, CURRENT", "5, 5, 999999, CURRENT",
            "4, 5, 0, PREDECESSOR", "4, 5, 59, PREDECESSOR", "4, 5, 60, STALE",
            "3, 5, 59, STALE", "3, 5, 60, REPLAYED", "1, 5, 3600, REPLAYED",
            "6, 5, 0, AHEAD", "6, 5, 3600, AHEAD"})
    void ofADevice(int presented, int current, long seconds, GenerationStatus status) {
        assertEquals(status, GenerationStatus.of(presented, current, 0, seconds * 1000, false));
    }

    @ParameterizedTest(name = "generation {0} at {1}, {2} s after the rotation: {3}")
    @CsvSource({"5, 5, 0, CURRENT", "4, 5, 999999, PREDECESSOR", "3, 5, 59, STALE", "3, 5, 60, REPLAYED"})
    void ofASecretCode(int presented, int current, long seconds, GenerationStatus status) {
        assertEquals(status, GenerationStatus.of(presented, current, 0, seconds * 1000, true));
    }
}
