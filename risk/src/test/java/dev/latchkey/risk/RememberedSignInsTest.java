package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.signin.RecordedRisk;
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
    void attack_signInUnlikeTheFewOfAYoungAccount_countsOnlyAfterAFactor() {
        for (String feature : List.of("address", "agent", RiskReason.NEW_COUNTRY)) {
            RecordedRisk unlike = new RecordedRisk("medium", 60, List.of(feature, RiskReason.YOUNG));
            assertFalse(RememberedSignIns.include(unlike, false, false));
            assertTrue(RememberedSignIns.include(unlike, true, false));
        }
        assertTrue(RememberedSignIns.include(
                new RecordedRisk("medium", 70, List.of("failures-before", RiskReason.YOUNG)), false, false));
    }

    /** After an erased history, too, one sign-in is enough to compare with. */
    @Test
    void theRulesGiveNoFeatureAsAReasonWhereNothingIsRememberedAndDoFromTheFirstSignInOn() {
        RiskPolicy threeNeeded = new RiskPolicy(50, 90, 3, Set.of(), 7);
        ObservedSignIn elsewhere = new ObservedSignIn("192.0.2.1", new SignInFeatures(
                Map.of(RiskFeature.ADDRESS, "a", RiskFeature.AGENT, "b")), Optional.empty(), Set.of(), 1_000);
        FeatureHistory ofOthers = new FeatureHistory(500, Map.of(RiskFeature.ADDRESS, 3.0, RiskFeature.AGENT, 90.0));
        for (double signIns : new double[] {0, 1, 2}) {
            RiskResult result = new RiskRules().decide(elsewhere, new AccountHistory(
                    new FeatureHistory(signIns, Map.of()), Optional.empty(), 0, false, Map.of()),
                    ofOthers, ListedNetworks.Found.NOTHING, threeNeeded);
            List<String> reasons = result.reasons().stream().map(RiskReason::id).toList();
            assertTrue(reasons.contains(RiskReason.YOUNG), reasons::toString);
            assertEquals(signIns == 0, RememberedSignIns.include(
                    new RecordedRisk(result.level().id(), result.score(), reasons), false, false), reasons::toString);
        }
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
    void aRiskySignInWithoutFactorAndDeviceIsUnasked() {
        RecordedRisk risky = new RecordedRisk("medium", 60, List.of("address"));
        assertTrue(RememberedSignIns.isUnasked(risky, false, false));
        assertFalse(RememberedSignIns.isUnasked(risky, true, false));
        assertFalse(RememberedSignIns.isUnasked(risky, false, true));
        assertFalse(RememberedSignIns.isUnasked(new RecordedRisk("low", 5, List.of()), false, false));
    }

    @Test
    void attack_floodOfSignInsOrAccounts_countsForTheRealmOnceADayFromTheSecondDayOn() {
        long noon = 43_200_000L;
        long day = 86_400_000L;
        assertFalse(RememberedSignIns.countForRealm(noon, List.of()), "a new account");
        assertFalse(RememberedSignIns.countForRealm(noon + 1, List.of(noon)), "the same day");
        assertTrue(RememberedSignIns.countForRealm(day, List.of(day - 1)), "the next day");
        assertFalse(RememberedSignIns.countForRealm(day, List.of(day - 1, day + 1)), "one is of today");
        assertFalse(RememberedSignIns.countForRealm(noon, List.of(day)), "remembered late");
    }

    @Test
    void attack_historyErasedByAThief_makesHimNoNewUserWhoseFirstSignInCounts() {
        assertFalse(RememberedSignIns.include(
                new RecordedRisk("medium", 50, List.of(RiskReason.ERASED)), false, false));
    }
}
