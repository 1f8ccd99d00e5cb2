package dev.latchkey.bench.risk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.latchkey.risk.Fading;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.RememberedSignIns;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;

/**
 * Counts of the values of earlier sign-ins, of each user and of all, as the default provider keeps them: they fade,
 * end, and are bounded, and an account counts for all once a day. Rules have more: they forget nothing.
 */
final class Histories {

    private static final double RETENTION_DAYS = HistoryBounds.RETENTION.toDays();
    private static final double MILLIS_OF_DAY = Duration.ofDays(1).toMillis();

    private final Fading fading = new Fading(HistoryBounds.HALF_LIFE);
    private final Map<Long, OfUser> users = new HashMap<>();
    private final Counts all = new Counts();
    private int purgedOn;

    /** A count at the time of its last change. */
    private static final class Count {
        private double value;
        private double day;
    }

    private static final class Counts {
        private final Count total = new Count();
        private final Map<RiskFeature, Map<String, Count>> values = new EnumMap<>(RiskFeature.class);

        private Map<String, Count> of(RiskFeature feature) {
            return values.computeIfAbsent(feature, ignored -> new HashMap<>());
        }
    }

    private static final class OfUser {
        private final Counts counts = new Counts();
        private final Map<RiskFeature, Set<String>> seen = new EnumMap<>(RiskFeature.class);
        private final Set<String> families = new HashSet<>();
        private int signIns;
    }

    FeatureHistory ofUser(long user, SignInFeatures features, double day) {
        FeatureHistory history = history(of(user).counts, features, day);
        return history.total() == 0 ? history
                : new FeatureHistory(Math.max(1, history.total()), history.ofValue());
    }

    FeatureHistory ofAll(SignInFeatures features, double day) {
        return history(all, features, day);
    }

    /** Number of earlier sign-ins of the user, which does not fade. */
    int signIns(long user) {
        return of(user).signIns;
    }

    /** Whether the user was ever seen with this value. */
    boolean known(long user, RiskFeature feature, String value) {
        return of(user).seen.getOrDefault(feature, Set.of()).contains(value);
    }

    /** Whether the user was ever seen with this browser on this system, of whatever versions. */
    boolean knownFamily(long user, SignIn.Client client) {
        return of(user).families.contains(client.family());
    }

    void add(SignIn signIn) {
        OfUser user = of(signIn.user());
        double day = signIn.day();
        List<Long> before = isKept(user.counts.total, day) ? List.of(millis(user.counts.total.day)) : List.of();
        if (RememberedSignIns.countForRealm(millis(day), before)) {
            addToAll(signIn.features(), day);
        }
        user.signIns++;
        user.families.add(signIn.client().family());
        increase(user.counts.total, day);
        signIn.features().values().forEach((feature, value) -> {
            user.seen.computeIfAbsent(feature, ignored -> new HashSet<>()).add(value);
            Map<String, Count> values = user.counts.of(feature);
            increase(values.computeIfAbsent(value, ignored -> new Count()), day);
            if (values.size() > HistoryBounds.MOST_OF_USER) {
                forgetOldest(values);
            }
        });
    }

    private static void forgetOldest(Map<String, Count> values) {
        values.entrySet().stream().min((one, other) -> Double.compare(one.getValue().day, other.getValue().day))
                .ifPresent(oldest -> values.remove(oldest.getKey()));
    }

    private void addToAll(SignInFeatures features, double day) {
        if ((int) day > purgedOn) {
            purgedOn = (int) day;
            all.values.values().forEach(values -> values.values().removeIf(count -> !isKept(count, day)));
        }
        increase(all.total, day);
        features.values().forEach((feature, value) -> {
            Map<String, Count> values = all.of(feature);
            if (values.containsKey(value) || values.size() < HistoryBounds.MOST_OF_REALM) {
                increase(values.computeIfAbsent(value, ignored -> new Count()), day);
            }
        });
    }

    private OfUser of(long user) {
        return users.computeIfAbsent(user, ignored -> new OfUser());
    }

    private void increase(Count count, double day) {
        count.value = now(count, day) + 1;
        count.day = day;
    }

    private double now(Count count, double day) {
        return isKept(count, day) ? fading.after(count.value, Duration.ofMillis(millis(day) - millis(count.day))) : 0;
    }

    private static boolean isKept(Count count, double day) {
        return count != null && count.value > 0 && day - count.day < RETENTION_DAYS;
    }

    private static long millis(double day) {
        return (long) (day * MILLIS_OF_DAY);
    }

    private FeatureHistory history(Counts of, SignInFeatures features, double day) {
        Map<RiskFeature, Double> ofValue = new EnumMap<>(RiskFeature.class);
        features.values().forEach((feature, value) -> ofValue.put(feature, now(of.of(feature).get(value), day)));
        return new FeatureHistory(now(of.total, day), ofValue);
    }
}
