package dev.latchkey.risk.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Map;

import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskSignal;
import org.junit.jupiter.api.Test;

class RealmRiskTest {

    @Test
    void whatIsNotSetIsTheDefault() {
        assertEquals(RiskPolicy.DEFAULT, RealmRisk.of(Map.of()).policy());
        assertEquals(3, RealmRisk.of(Map.of()).failures());
        assertEquals(7, RealmRisk.of(Map.of()).policy().days());
    }

    @Test
    void aRealmSetsThresholdsAndSwitchesSignalsOff() {
        RealmRisk risk = RealmRisk.of(Map.of("latchkey.risk.medium", "40", "latchkey.risk.high", "80",
                "latchkey.risk.young", "5", "latchkey.risk.failures", "2", "latchkey.risk.credential-days", "3",
                "latchkey.risk.signals-off", "listed-address, failures-before,moon"));
        EnumSet<RiskSignal> left = EnumSet.allOf(RiskSignal.class);
        left.remove(RiskSignal.LISTED_ADDRESS);
        left.remove(RiskSignal.FAILURES_BEFORE);
        assertEquals(new RealmRisk(new RiskPolicy(40, 80, 5, left, 3), 2), risk);
    }

    @Test
    void attack_thresholdsThatAreNone_areTheDefaults() {
        assertEquals(RiskPolicy.DEFAULT, RealmRisk.of(Map.of("latchkey.risk.medium", "0", "latchkey.risk.high", "101",
                "latchkey.risk.young", "many")).policy());
        assertEquals(RiskPolicy.DEFAULT,
                RealmRisk.of(Map.of("latchkey.risk.medium", "80", "latchkey.risk.high", "70")).policy());
    }
}
