package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "9, 256000", "10, 300000", "100, 300000", "2147483647, 300000"})
    void doublesUpToFiveMinutes(int failures, long millis) {
        assertEquals(millis, Backoff.millis(failures));
    }
}
