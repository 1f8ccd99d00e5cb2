package dev.latchkey.common.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;

import org.junit.jupiter.api.Test;

class PolicyReaderTest {

    private static final NumberSetting DAYS = new NumberSetting("days", 30, 1, 365);

    @Test
    void aNumberInItsRangeIsRead() {
        assertEquals(7, reader("7").number(DAYS));
    }

    @Test
    void theDefaultReplacesANumberOutsideItsRange() {
        assertEquals(30, reader("0").number(DAYS));
        assertEquals(30, reader("never").number(DAYS));
    }

    @Test
    void theDefaultReplacesWhatAParserRejects() {
        assertEquals(-1, reader("x").value("days", Integer::parseInt, -1));
    }

    @Test
    void nothingConfiguredIsNothing() {
        PolicyReader reader = new PolicyReader("test policy", null);
        assertEquals(30, reader.number(DAYS));
        assertNull(reader.text("days"));
    }

    private static PolicyReader reader(String days) {
        return new PolicyReader("test policy", Map.of("days", days));
    }
}
