package dev.latchkey.risk;

import java.util.Set;

/**
 * What a realm demands.
 *
 * @param medium  lowest score of {@link RiskLevel#MEDIUM}, from 1 to 99
 * @param high    lowest score of {@link RiskLevel#HIGH}, above {@code medium}, at most 100
 * @param young   accounts with fewer sign-ins than this are at least {@link RiskLevel#MEDIUM}, from 0
 * @param signals the signals that count
 * @param days    days after the change of a credential or of the e-mail address that are a signal, from 1
 */
public record RiskPolicy(int medium, int high, int young, Set<RiskSignal> signals, int days) {

    /** The default: thresholds as measured in {@code benchmarks/RESULTS.md}; every signal counts. */
    public static final RiskPolicy DEFAULT = new RiskPolicy(50, 90, 1, Set.of(RiskSignal.values()), 7);

    /**
     * @throws IllegalArgumentException if a threshold is out of its range
     */
    public RiskPolicy {
        signals = Set.copyOf(signals);
        if (medium < 1 || high <= medium || high > 100 || young < 0 || days < 1) {
            throw new IllegalArgumentException(
                    "Thresholds out of range: " + medium + ", " + high + ", " + young + ", " + days);
        }
    }

    RiskLevel level(int score) {
        if (score >= high) {
            return RiskLevel.HIGH;
        }
        return score >= medium ? RiskLevel.MEDIUM : RiskLevel.LOW;
    }
}
