package dev.latchkey.common.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberSettingTest {

    private final NumberSetting setting = new NumberSetting("code_length", 6, 6, 10);

    @ParameterizedTest
    @ValueSource(strings = {"6", "10", " 8 "})
    void whatLiesInTheRangeIsRead(String text) {
        assertEquals(Integer.parseInt(text.trim()), setting.parse(text));
    }

    @Test
    void nothingConfiguredIsNothing() {
        assertNull(setting.parse(null));
        assertNull(setting.parse("  "));
    }

    @Test
    void theDefaultReplacesNothing() {
        assertEquals(6, setting.value(" "));
        assertEquals(8, setting.value("8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "11", "-6", "6.0", "six", "99999999999", "٦"})
    void everythingElseIsRefused(String text) {
        String message = assertThrows(NumberSetting.InvalidSettingException.class, () -> setting.parse(text))
                .getMessage();
        assertEquals("code_length must be a whole number from 6 to 10", message);
    }
}
