package dev.latchkey.bench.risk;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.RiskModel;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.SignInFeatures;

/** Prints the processor time of one evaluation of all features and signals, without the reading of histories. */
public final class EvaluationCost {

    private static final int EVALUATIONS = 1_000_000;
    private static final int ROUNDS = 5;

    private EvaluationCost() {
    }

    /**
     * @param args nothing
     */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        RiskModel model = new RiskModel();
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        Map<RiskFeature, Double> counts = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : RiskFeature.values()) {
            values.put(feature, feature.id());
            counts.put(feature, 0.0);
        }
        SignInFeatures features = new SignInFeatures(values);
        FeatureHistory all = new FeatureHistory(100_000, counts);
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < EVALUATIONS; i++) {
                FeatureHistory user = new FeatureHistory(i % 50, counts);
                sum += model.evaluate(features, user, all, Set.of(RiskSignal.values())).orElseThrow().score();
            }
            long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            System.out.printf("round %d: %.2f µs of processor time for each evaluation%n", round + 1,
                    (after - before) / 1e3 / EVALUATIONS);
        }
        System.out.println("Sum of scores, so that nothing is left out: " + sum);
    }
}
