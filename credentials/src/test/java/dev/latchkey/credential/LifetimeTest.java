package dev.latchkey.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimeTest {

    private static final String WITHOUT_END = "9223372036854775807";

    @ParameterizedTest
    @CsvSource({
        "100, 50, 1000, 150, IDLE",
        "100, 50, 150, 150, EXPIRED",
        "100, 900, 200, 200, EXPIRED",
        "100, " + WITHOUT_END + ", 200, 200, EXPIRED",
        "100, 50, " + WITHOUT_END + ", 150, IDLE",
        "100, " + WITHOUT_END + ", " + WITHOUT_END + ", " + WITHOUT_END + ", EXPIRED",
    })
    void itIsOverAtItsEndAndNotBefore(long lastUsed, long idle, long expires, long end, EndReason reason) {
        Lifetime lifetime = new Lifetime(lastUsed, idle, expires);
        assertEquals(end, lifetime.end());
        assertEquals(Optional.empty(), lifetime.over(end - 1));
        assertEquals(Optional.of(reason), lifetime.over(end));
    }
}
