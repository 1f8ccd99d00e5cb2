package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import dev.latchkey.geoip.Coordinates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TravelTest {

    private static final Coordinates BERLIN = new Coordinates(53, 13);

    @ParameterizedTest
    @CsvSource({"53, 13, 0, false", "48, 12, 0, true", "52, 10, 0, false", "-34, 151, 60, true",
            "-34, 151, 1200, false", "40, -74, 300, true", "40, -74, 480, false", "40, -74, -5, true"})
    void isImpossibleWhereNoAirlinerIsThatFast(int north, int east, int minutes, boolean expected) {
        assertEquals(expected, new Travel(BERLIN, new Coordinates(north, east),
                Duration.ofMinutes(minutes).toMillis()).isImpossible());
    }
}
