package dev.latchkey.risk.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

import dev.latchkey.risk.RiskLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskConditionTest {

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            LOW,    medium, none,  false
            MEDIUM, medium, none,  true
            HIGH,   medium, none,  true
            MEDIUM, high,   none,  false
            HIGH,   high,   false, true
            LOW,    medium, true,  true
            MEDIUM, medium, true,  false
            MEDIUM, high,   true,  true
            HIGH,   high,   true,  false
            LOW,    none,   none,  false
            MEDIUM, none,   none,  true
            MEDIUM, moon,   none,  true
            """)
    void isTrueFromItsLevelOnOrBelowIt(RiskLevel risk, String level, String negate, boolean expected) {
        Map<String, String> config = new HashMap<>();
        config.put(RiskCondition.LEVEL, level);
        config.put(RiskCondition.NEGATE, negate);
        assertEquals(expected, RiskCondition.matches(risk, config));
    }
}
