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
            assertFalse(RememberedSignIns.include(unusual, false, false));
            assertTrue(RememberedSignIns.include(unusual, true, false));
        }
        assertFalse(RememberedSignIns.include(
                new RecordedRisk(RiskLevel.MEDIUM.id(), 50, List.of(RiskReason.UNKNOWN)), false, false));
    }

    @Test
    void aUsualOneAndThatOfANewAccountCount() {
        assertTrue(RememberedSignIns.include(new RecordedRisk(RiskLevel.LOW.id(), 5, List.of()), false, false));
        assertTrue(RememberedSignIns.include(
                new RecordedRisk(RiskLevel.MEDIUM.id(), 50, List.of(RiskReason.YOUNG)), false, false));
    }

    @Test
    void aTrustedDeviceInANewNetworkCountsUnlessItStandsForNoFactor() {
        List<String> network = List.of("network");
        assertTrue(RememberedSignIns.include(new RecordedRisk("medium", 60, network), false, true));
        assertFalse(RememberedSignIns.include(new RecordedRisk("high", 95, network), false, true));
        assertFalse(RememberedSignIns.include(
                new RecordedRisk("medium", 50, List.of(RiskReason.UNKNOWN)), false, true));
    }

    @Test
    void attack_historyErasedByAThief_makesHimNoNewUserWhoseFirstSignInCounts() {
        assertFalse(RememberedSignIns.include(
                new RecordedRisk("medium", 50, List.of(RiskReason.ERASED)), false, false));
    }
}
