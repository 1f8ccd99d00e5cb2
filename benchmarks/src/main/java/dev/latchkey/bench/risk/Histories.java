package dev.latchkey.bench.risk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.latchkey.risk.Fading;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;

/** Counts of the values of earlier sign-ins, of each user and of all, which fade. */
final class Histories {

    private static final double HOURS = 24;
    private static final long EVERYBODY = Long.MIN_VALUE;

    private final Fading fading;
    private final Map<Long, Counts> counts = new HashMap<>();

    /** A count at the time of its last change. */
    private static final class Count {
        private double value;
        private double day;
    }

    private static final class Counts {
        private final Count total = new Count();
        private final Map<RiskFeature, Map<String, Count>> values = new EnumMap<>(RiskFeature.class);
        private final Set<String> families = new HashSet<>();
        private int signIns;
    }

    Histories(Duration halfLife) {
        fading = new Fading(halfLife);
    }

    FeatureHistory ofUser(long user, SignInFeatures features, double day) {
        return history(of(user), features, day);
    }

    FeatureHistory ofAll(SignInFeatures features, double day) {
        return history(of(EVERYBODY), features, day);
    }

    /** Number of earlier sign-ins of the user, which does not fade. */
    int signIns(long user) {
        return of(user).signIns;
    }

    /** Whether the user was ever seen with this value. */
    boolean known(long user, RiskFeature feature, String value) {
        return of(user).values.getOrDefault(feature, Map.of()).containsKey(value);
    }

    /** Whether the user was ever seen with this browser on this system, of whatever versions. */
    boolean knownFamily(long user, SignIn.Client client) {
        return of(user).families.contains(client.family());
    }

    void add(SignIn signIn) {
        SignInFeatures features = signIn.features();
        add(of(signIn.user()), features, signIn.day());
        add(of(EVERYBODY), features, signIn.day());
        of(signIn.user()).families.add(signIn.client().family());
    }

    private Counts of(long user) {
        return counts.computeIfAbsent(user, ignored -> new Counts());
    }

    private void add(Counts of, SignInFeatures features, double day) {
        of.signIns++;
        increase(of.total, day);
        features.values().forEach((feature, value) -> increase(of.values
                .computeIfAbsent(feature, ignored -> new HashMap<>())
                .computeIfAbsent(value, ignored -> new Count()), day));
    }

    private void increase(Count count, double day) {
        count.value = now(count, day) + 1;
        count.day = day;
    }

    private double now(Count count, double day) {
        return count == null ? 0
                : fading.after(count.value, Duration.ofMinutes((long) ((day - count.day) * HOURS * 60)));
    }

    private FeatureHistory history(Counts of, SignInFeatures features, double day) {
        Map<RiskFeature, Double> ofValue = new EnumMap<>(RiskFeature.class);
        features.values().forEach((feature, value) -> {
            Map<String, Count> values = of.values.getOrDefault(feature, Map.of());
            ofValue.put(feature, now(values.get(value), day));
        });
        return new FeatureHistory(now(of.total, day), ofValue);
    }
}
