package dev.latchkey.bench.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.latchkey.risk.RiskModel;
import dev.latchkey.risk.SignInFeatures;

/** Plays sign-ins in the order of time, and attacks each user some times; attacks enter no history. */
final class Study {

    private static final double WARM_UP = 30;
    private static final int ATTACKS = 5;

    private final RiskModel model = new RiskModel();
    private final Random random;
    private final Histories histories = new Histories();
    private final List<SignIn> signIns;
    private final Attacks attacks;
    private final Map<Long, Subject> subjects = new LinkedHashMap<>();

    private Study(List<SignIn> signIns, Attacks attacks, Random random) {
        this.signIns = new ArrayList<>(signIns);
        this.signIns.sort(Comparator.comparingDouble(SignIn::day));
        this.attacks = attacks;
        this.random = random;
    }

    static List<Subject> ofGenerated(int count, long seed) {
        Random random = new Random(seed);
        Internet internet = new Internet();
        Map<Long, GeneratedUser> users = new LinkedHashMap<>();
        List<SignIn> signIns = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            GeneratedUser user = new GeneratedUser(id, internet, new Random(random.nextLong()));
            users.put(id, user);
            signIns.addAll(user.signIns());
        }
        Study study = new Study(signIns, new GeneratedAttacks(users, internet, random), random);
        users.forEach((id, user) -> study.subjects.put(id, new Subject(user.frequency())));
        return study.run();
    }

    static List<Subject> ofRecorded(List<SignIn> signIns, long seed) {
        Random random = new Random(seed);
        Study study = new Study(signIns, new RecordedAttacks(signIns, random), random);
        study.byUser().forEach((id, own) -> study.subjects.put(id, new Subject(Frequency.of(own.size(),
                own.get(own.size() - 1).day() - own.get(0).day()))));
        return study.run();
    }

    private Map<Long, List<SignIn>> byUser() {
        Map<Long, List<SignIn>> byUser = new LinkedHashMap<>();
        signIns.forEach(signIn -> byUser.computeIfAbsent(signIn.user(), ignored -> new ArrayList<>()).add(signIn));
        return byUser;
    }

    private List<Subject> run() {
        Map<SignIn, Integer> attacked = new IdentityHashMap<>();
        for (List<SignIn> own : byUser().values()) {
            for (int i = 0; i < ATTACKS && own.size() > 1; i++) {
                attacked.merge(own.get(1 + random.nextInt(own.size() - 1)), 1, Integer::sum);
            }
        }
        double start = signIns.isEmpty() ? 0 : signIns.get(0).day() + WARM_UP;
        for (SignIn signIn : signIns) {
            if (signIn.day() >= start) {
                Subject subject = subjects.get(signIn.user());
                subject.honest(Subject.Age.of(histories.signIns(signIn.user())))
                        .add(score(signIn), signIn, histories);
                for (int i = 0; i < attacked.getOrDefault(signIn, 0); i++) {
                    attack(signIn, subject);
                }
            }
            histories.add(signIn);
        }
        return List.copyOf(subjects.values());
    }

    private void attack(SignIn before, Subject subject) {
        for (Attacker attacker : Attacker.values()) {
            attacks.attack(attacker, before)
                    .ifPresent(attack -> subject.attack(attacker).add(score(attack), attack, histories));
        }
    }

    private int score(SignIn signIn) {
        SignInFeatures features = signIn.features();
        return model.evaluate(features, histories.ofUser(signIn.user(), features, signIn.day()),
                histories.ofAll(features, signIn.day()), Set.of()).orElseThrow().score();
    }
}
