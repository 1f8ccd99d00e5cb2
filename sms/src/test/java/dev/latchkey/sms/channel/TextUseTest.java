package dev.latchkey.sms.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
