package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import dev.latchkey.common.proof.RecordedRisk;
import org.junit.jupiter.api.Test;

class RememberedSignInsTest {

    @Test
    void anUnusualSignInCountsOnlyAfterAFactor() {
        for (RiskLevel level : List.of(RiskLevel.MEDIUM, RiskLevel.HIGH)) {
            RecordedRisk unusual = new RecordedRisk(level.id(), 60, List.of("address"));
            assertFalse(RememberedSignIns.include(unusual, false));
            assertTrue(RememberedSignIns.include(unusual, true));
        }
        assertFalse(RememberedSignIns.include(
                new RecordedRisk(RiskLevel.MEDIUM.id(), 50, List.of(RiskReason.UNKNOWN)), false));
    }

    @Test
    void aUsualOneAndThatOfANewAccountCount() {
        assertTrue(RememberedSignIns.include(new RecordedRisk(RiskLevel.LOW.id(), 5, List.of()), false));
        assertTrue(RememberedSignIns.include(
                new RecordedRisk(RiskLevel.MEDIUM.id(), 50, List.of(RiskReason.YOUNG)), false));
    }
}
