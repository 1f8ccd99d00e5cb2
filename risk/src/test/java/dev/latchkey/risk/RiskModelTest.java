package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

class RiskModelTest {

    private static final RiskModel MODEL = new RiskModel();
    private static final int TRIES = 5_000;
    private static final int MANY = 1_000_000;

    private final Random random = new Random(1);

    @Test
    void withoutAnyFeatureNothingCanBeSaid() {
        assertEquals(Optional.empty(), MODEL.evaluate(new SignInFeatures(Map.of()), history(10, 10),
                history(1000, 10), Set.of()));
    }

    @Test
    void aUsersUsualSignInIsLow() {
        RiskResult result = evaluate(history(20, 20), history(10_000, 5));
        assertEquals(RiskLevel.LOW, result.level());
        assertEquals(List.of(), result.reasons());
    }

    @Test
    void aSignInThatDiffersInEverythingIsHigh() {
        RiskResult result = evaluate(history(20, 0), history(10_000, 5));
        assertEquals(RiskLevel.HIGH, result.level());
        assertEquals(RiskFeature.values().length, result.reasons().size());
    }

    @Test
    void aFirstSignInIsNeitherHighNorLow() {
        assertEquals(RiskLevel.MEDIUM, evaluate(FeatureHistory.EMPTY, history(10_000, 5)).level());
        assertEquals(RiskLevel.MEDIUM, evaluate(FeatureHistory.EMPTY, FeatureHistory.EMPTY).level());
    }

    @Test
    void theOftenerAUserHasHadAValueTheLowerTheScore() {
        FeatureHistory all = history(10_000, 50);
        int before = 100;
        for (int times = 0; times <= 30; times++) {
            int score = evaluate(history(30, times), all).score();
            assertTrue(score <= before, times + " times: " + score + " after " + before);
            before = score;
        }
    }

    @Test
    void aValueThatIsCommonWithAllSpeaksLessForTheUser() {
        FeatureHistory user = history(5, 5);
        assertTrue(evaluate(user, history(10_000, 5)).score()
                < evaluate(user, history(10_000, 9_000)).score());
    }

    @Test
    void eachSignalRaisesTheScore() {
        FeatureHistory user = history(20, 12);
        FeatureHistory all = history(10_000, 500);
        int plain = evaluate(user, all).score();
        for (RiskSignal signal : RiskSignal.values()) {
            RiskResult raised = evaluate(everything(), user, all, Set.of(signal));
            assertTrue(raised.score() >= plain, signal::id);
            assertTrue(raised.reasons().stream().anyMatch(reason -> reason.id().equals(signal.id())), signal::id);
        }
    }

    @Test
    void aSignalCountsWhereNoFeatureIsKnown() {
        RiskResult result = evaluate(new SignInFeatures(Map.of()), FeatureHistory.EMPTY, FeatureHistory.EMPTY,
                Set.of(RiskSignal.LISTED_ADDRESS));
        assertEquals(RiskLevel.HIGH, result.level());
    }

    /** An address that is new with a user counts as its network does: unlike one of another network. */
    @Test
    void anAddressIsAsUsualAsItsNetwork() {
        Map<RiskFeature, Double> known = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : RiskFeature.values()) {
            known.put(feature, 20.0);
        }
        known.put(RiskFeature.ADDRESS, 0.0);
        FeatureHistory all = history(10_000, 2_000);
        int sameNetwork = evaluate(new FeatureHistory(20, known), all).score();
        known.put(RiskFeature.NETWORK, 0.0);
        RiskResult otherNetwork = evaluate(new FeatureHistory(20, known), all);
        assertTrue(sameNetwork < otherNetwork.score());
        assertEquals(RiskFeature.ADDRESS.id(), otherNetwork.reasons().get(0).id());
    }

    /** With a value that is new with the victim, the attacker's own sign-ins in other accounts gain him nothing. */
    @Test
    void attack_aPoisonedHistoryOfAllLowersNoUnknownUsersScore() {
        FeatureHistory victim = history(20, 0);
        int honest = evaluate(victim, history(10_000, 5)).score();
        assertTrue(evaluate(victim, history(1_000_000, 990_000)).score() >= honest);
        assertTrue(evaluate(victim, history(1_000_000, 5)).score() >= honest);
    }

    @Test
    void attack_whatIsUsualDoesNotOutweighAListedAddress() {
        RiskResult result = evaluate(everything(), history(500, 500), history(1_000_000, 500),
                Set.of(RiskSignal.LISTED_ADDRESS));
        assertEquals(RiskLevel.HIGH, result.level(), result::toString);
    }

    @Test
    void aSignalNeverLowersTheScore() {
        for (int i = 0; i < TRIES; i++) {
            SignInFeatures features = some();
            FeatureHistory user = anyHistory();
            FeatureHistory all = anyHistory();
            Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
            int before = 0;
            if (!features.values().isEmpty()) {
                before = evaluate(features, user, all, signals).score();
            }
            for (RiskSignal signal : RiskSignal.values()) {
                signals.add(signal);
                int after = evaluate(features, user, all, signals).score();
                assertTrue(after >= before, before + " to " + after + " by " + signals);
                before = after;
            }
        }
    }

    /** In a realm with one user all his values are common; they are still his. */
    @Test
    void theOnlyUserOfARealmIsLowAndAStrangerIsNot() {
        assertEquals(RiskLevel.LOW, evaluate(history(20, 20), history(20, 20)).level());
        assertTrue(evaluate(history(20, 0), history(20, 0)).level().atLeast(RiskLevel.MEDIUM));
    }

    /** Whatever the counts are, also such as no honest history has, there is a score and reasons in order. */
    @Test
    void anyHistoriesGiveAScoreInItsRange() {
        for (int i = 0; i < TRIES; i++) {
            Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
            for (RiskSignal signal : RiskSignal.values()) {
                if (random.nextInt(5) == 0) {
                    signals.add(signal);
                }
            }
            RiskResult result = evaluate(some(), anyHistory(), anyHistory(), signals);
            assertTrue(result.score() >= 0 && result.score() <= 100, result::toString);
            List<Double> weights = new ArrayList<>(result.reasons().stream().map(RiskReason::weight).toList());
            assertTrue(weights.stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight)), result::toString);
            List<Double> sorted = weights.stream().sorted((a, b) -> Double.compare(b, a)).toList();
            assertEquals(sorted, weights);
        }
    }

    private static RiskResult evaluate(FeatureHistory user, FeatureHistory all) {
        return evaluate(everything(), user, all, Set.of());
    }

    /** With the level that follows from the score alone. */
    private static RiskResult evaluate(SignInFeatures features, FeatureHistory user, FeatureHistory all,
            Set<RiskSignal> signals) {
        return MODEL.evaluate(features, user, all, signals).map(score -> new RiskResult(score.score(),
                RiskPolicy.DEFAULT.level(score.score()), score.reasons())).orElse(RiskResult.UNKNOWN);
    }

    private static SignInFeatures everything() {
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : RiskFeature.values()) {
            values.put(feature, "a");
        }
        return new SignInFeatures(values);
    }

    private SignInFeatures some() {
        Map<RiskFeature, String> values = new EnumMap<>(everything().values());
        values.keySet().removeIf(feature -> random.nextBoolean());
        return new SignInFeatures(values);
    }

    private static FeatureHistory history(double total, double ofValue) {
        Map<RiskFeature, Double> counts = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : RiskFeature.values()) {
            counts.put(feature, ofValue);
        }
        return new FeatureHistory(total, counts);
    }

    private FeatureHistory anyHistory() {
        return history(anyCount(), anyCount());
    }

    private double anyCount() {
        double[] odd = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE};
        int kind = random.nextInt(12);
        return kind < odd.length ? odd[kind] : random.nextDouble() * random.nextInt(MANY);
    }
}
