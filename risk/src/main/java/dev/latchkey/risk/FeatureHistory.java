package dev.latchkey.risk;

import java.util.Map;

/**
 * What earlier sign-ins, of a user or of all users, say about the values of one sign-in. Counts fade with time, see
 * {@link Fading}, so that they are no whole numbers.
 *
 * @param total   number of earlier sign-ins, at least 0
 * @param ofValue number of those that had the value at hand, by feature; absent is 0
 * @param known   number of those at which the feature was known at all, by feature; absent is all of them
 */
public record FeatureHistory(double total, Map<RiskFeature, Double> ofValue, Map<RiskFeature, Double> known) {

    /** No sign-in at all. */
    public static final FeatureHistory EMPTY = new FeatureHistory(0, Map.of());

    /** More than any realm has in its lifetime. */
    private static final double MOST = 1e15;

    /** Copies the maps. */
    public FeatureHistory {
        ofValue = Map.copyOf(ofValue);
        known = Map.copyOf(known);
    }

    /**
     * A history of sign-ins at which every feature was known.
     *
     * @param total   number of earlier sign-ins, at least 0
     * @param ofValue number of those that had the value at hand, by feature; absent is 0
     */
    public FeatureHistory(double total, Map<RiskFeature, Double> ofValue) {
        this(total, ofValue, Map.of());
    }

    double count(RiskFeature feature) {
        return bounded(ofValue.get(feature));
    }

    /** No value is seen more often than there were sign-ins, whatever the counts say. */
    double total(RiskFeature feature) {
        return Math.max(bounded(known.getOrDefault(feature, total)), count(feature));
    }

    /** A count that cannot be one is taken as none. */
    private static double bounded(Double count) {
        return count == null || !(count > 0 && count <= MOST) ? 0 : count;
    }
}
