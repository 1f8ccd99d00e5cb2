package dev.latchkey.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The likelihood ratio of Freeman, Jain, Dürmuth, Biggio and Giacinto, "Who Are You? A Statistical Approach to
 * Measuring User Authenticity" (NDSS 2016): how probable a sign-in like this one is with anybody, divided by how
 * probable it is with this user, as a product over groups of features. An attacker is taken to be distributed as all
 * users together, and to choose each account with the same probability.
 *
 * <p>Within a group the probability of the finest feature is interpolated over the coarser ones, with the weights of
 * {@link RiskFeature}: an address that is new with a user is as probable as its network is with him and as the address
 * is within that network with anybody. Divided by how probable the address is with anybody, each level comes down to
 * the quotient of its own two probabilities, so that only counts of the values at hand are needed.
 *
 * <p>No probability is 0: before the user's own sign-ins count, he is taken to be like all users, which is worth
 * {@value #PRIOR} sign-ins; and all users are taken to be as {@link RiskFeature#prior()} says, which is worth
 * {@value #PRIOR_OF_ALL}. A new account has therefore the ratio 1.
 */
public final class RiskModel {

    private static final double PRIOR = 0.5;
    private static final double PRIOR_OF_ALL = 100;
    /** Features that speak for the user count at most so many times against a signal. */
    private static final double MOST_AGAINST_SIGNALS = 5;
    private static final double SPREAD = 2;
    private static final double HUNDRED = 100;

    /**
     * Evaluates a sign-in.
     *
     * @param features what is known of it
     * @param user     earlier sign-ins of the user
     * @param all      earlier sign-ins of all users of the realm
     * @param signals  what was noticed besides, as far as it counts
     * @return score and reasons; empty if no feature is known and there is no signal
     */
    public Optional<RiskScore> evaluate(SignInFeatures features, FeatureHistory user, FeatureHistory all,
            Set<RiskSignal> signals) {
        Map<RiskFeature.Group, List<RiskFeature>> groups = groups(features);
        if (groups.isEmpty() && signals.isEmpty()) {
            return Optional.empty();
        }
        List<RiskReason> reasons = new ArrayList<>();
        double logRatio = 0;
        for (List<RiskFeature> group : groups.values()) {
            logRatio += compare(group, user, all, reasons);
        }
        if (!signals.isEmpty()) {
            logRatio = Math.max(logRatio, -Math.log(MOST_AGAINST_SIGNALS));
        }
        for (RiskSignal signal : signals) {
            logRatio += Math.log(signal.factor());
            reasons.add(new RiskReason(signal.id(), Math.log(signal.factor())));
        }
        reasons.sort(Comparator.comparingDouble(RiskReason::weight).reversed());
        return Optional.of(new RiskScore(score(logRatio), reasons));
    }

    /** The logarithm of a group's ratio; where it raises the score, adds reasons that sum up to it. */
    private static double compare(List<RiskFeature> group, FeatureHistory user, FeatureHistory all,
            List<RiskReason> reasons) {
        double weights = group.stream().mapToDouble(RiskFeature::weight).sum();
        double likeness = 0;
        Map<RiskFeature, Double> unlike = new EnumMap<>(RiskFeature.class);
        for (RiskFeature feature : group) {
            double ofFeature = likeness(feature, user, all);
            likeness += feature.weight() / weights * ofFeature;
            if (ofFeature < 1) {
                unlike.put(feature, -feature.weight() * Math.log(ofFeature));
            }
        }
        double logRatio = -Math.log(likeness);
        if (logRatio > 0) {
            double sum = unlike.values().stream().mapToDouble(Double::doubleValue).sum();
            unlike.forEach((feature, part) -> reasons.add(
                    new RiskReason(id(feature, user), logRatio * part / sum)));
        }
        return logRatio;
    }

    /** A country that is new with the user has an id of its own, since users are told of it. */
    private static String id(RiskFeature feature, FeatureHistory user) {
        return feature == RiskFeature.COUNTRY && user.count(feature) == 0 ? RiskReason.NEW_COUNTRY : feature.id();
    }

    /** How probable the value is with the user, divided by how probable it is with anybody: more than 0. */
    private static double likeness(RiskFeature feature, FeatureHistory user, FeatureHistory all) {
        double ofAll = (all.count(feature) + PRIOR_OF_ALL * feature.prior()) / (all.total(feature) + PRIOR_OF_ALL);
        return (user.count(feature) / ofAll + PRIOR) / (user.total(feature) + PRIOR);
    }

    /** 50 for the ratio 1; the logarithm is spread so that small ratios are told apart. */
    private static int score(double logRatio) {
        return (int) Math.round(HUNDRED / (1 + Math.exp(-logRatio / SPREAD)));
    }

    private static Map<RiskFeature.Group, List<RiskFeature>> groups(SignInFeatures features) {
        Map<RiskFeature.Group, List<RiskFeature>> groups = new EnumMap<>(RiskFeature.Group.class);
        for (RiskFeature feature : RiskFeature.values()) {
            if (features.values().containsKey(feature)) {
                groups.computeIfAbsent(feature.group(), ignored -> new ArrayList<>()).add(feature);
            }
        }
        return groups;
    }
}
