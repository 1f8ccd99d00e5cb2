package dev.latchkey.risk.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.latchkey.risk.RiskLevel;
import dev.latchkey.signin.RecordedRisk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals(expected, RiskCondition.matches(new RecordedRisk(risk.id(), 0, List.of()), config));
    }

    @ParameterizedTest
    @ValueSource(strings = {"medium", "high"})
    void attack_evaluationThatFails_leavesNothingOutBehindANegatedCondition(String level) {
        RecordedRisk unknown = new RecordedRisk("medium", 50, List.of(RecordedRisk.UNKNOWN));
        assertTrue(RiskCondition.matches(unknown, Map.of(RiskCondition.LEVEL, level, RiskCondition.NEGATE, "true")));
        assertTrue(RiskCondition.matches(unknown, Map.of(RiskCondition.LEVEL, "medium")));
    }
}
