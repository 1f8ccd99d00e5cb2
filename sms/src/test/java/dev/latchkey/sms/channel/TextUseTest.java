package dev.latchkey.sms.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import dev.latchkey.otp.Purpose;
import dev.latchkey.sms.jpa.TextSpend.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextUseTest {

    @ParameterizedTest
    @EnumSource(value = Purpose.class, names = {"SIGN_UP", "FIRST_FACTOR", "PASSWORD_RESET", "NEW_ADDRESS"})
    void attack_textsThatAreNoSecondFactor_mayCostHalfOfTheMoney(Purpose purpose) {
        assertEquals(Map.of(Row.UNPROVEN, 50L, Row.ALL, 101L), TextUse.of(purpose).caps(101));
    }

    @Test
    void secondFactorsMayCostAllOfIt() {
        assertEquals(Map.of(Row.ALL, 101L), TextUse.of(Purpose.SECOND_FACTOR).caps(101));
    }

    @Test
    void aTextThatCostsMoreThanItsShareOfADay_isNeverPaidFor() {
        assertTrue(TextUse.of(Purpose.SIGN_UP).affordable(50, 101));
        assertFalse(TextUse.of(Purpose.SIGN_UP).affordable(51, 101));
        assertTrue(TextUse.of(Purpose.SECOND_FACTOR).affordable(101, 101));
        assertFalse(TextUse.of(Purpose.SECOND_FACTOR).affordable(102, 101));
    }
}
