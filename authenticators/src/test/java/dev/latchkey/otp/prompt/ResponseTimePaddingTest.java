package dev.latchkey.otp.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTimePaddingTest {

    @ParameterizedTest
    @CsvSource({"0, 250", "1, 249", "249, 1", "250, 250", "610, 140"})
    void whateverTheWorkTookTheAnswerLeavesAtAFullBeat(long workedMillis, long expectedMillis) {
        assertEquals(expectedMillis * 1_000_000, ResponseTimePadding.rest(workedMillis * 1_000_000));
    }
}
