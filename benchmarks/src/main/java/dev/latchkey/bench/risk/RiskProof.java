package dev.latchkey.bench.risk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import dev.latchkey.risk.RiskPolicy;

/** Prints how well the model tells attackers from users, beside rules, on generated sign-ins. */
public final class RiskProof {

    private static final int USERS = 4000;
    private static final long SEED = 20261129;
    private static final double[] RATES = {0.95, 0.99, 0.995};
    private static final double AIM = 0.99;

    private final List<Subject> subjects;

    private RiskProof(List<Subject> subjects) {
        this.subjects = subjects;
    }

    /**
     * @param args number of users and seed; or path of the published data set, "one of so many users", seed; or nothing
     * @throws IOException if the data set cannot be read
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        boolean generated = args.length == 0 || args[0].matches("[0-9]+");
        if (generated) {
            int users = args.length > 0 ? Integer.parseInt(args[0]) : USERS;
            long seed = args.length > 1 ? Long.parseLong(args[1]) : SEED;
            System.out.printf("%d generated users, seed %d%n", users, seed);
            new RiskProof(Study.ofGenerated(users, seed)).print();
        } else {
            int oneOf = args.length > 1 ? Integer.parseInt(args[1]) : 1;
            long seed = args.length > 2 ? Long.parseLong(args[2]) : SEED;
            System.out.printf("%s, one of %d users, seed %d%n", args[0], oneOf, seed);
            new RiskProof(Study.ofRecorded(DataSet.read(Path.of(args[0]), oneOf), seed)).print();
        }
    }

    private void print() {
        rates();
        rules();
        sameRate();
        raisedRules();
        ages();
        frequencies();
        levels();
        calibration();
        curve();
        aim();
    }

    private void rates() {
        System.out.printf("%n| attacker | attacks | found | from score | users with 10 and more sign-ins asked"
                + " | all sign-ins asked |%n|---|---|---|---|---|---|%n");
        for (Attacker attacker : attackers()) {
            for (double rate : RATES) {
                Outcomes attacks = attacks(subjects, attacker);
                System.out.printf("| %s | %d | %.1f %% | %d | %s | %s |%n", attacker, attacks.count(), rate * 100,
                        attacks.threshold(rate), interval(s -> asked(s, attacker, rate, Subject.Age.MANY, null)),
                        interval(s -> asked(s, attacker, rate, null, null)));
            }
        }
    }

    private void rules() {
        System.out.printf("%n| rule | users with 10 and more sign-ins asked | all sign-ins asked | attacks found:"
                + " %s |%n|---|---|---|%s%n", join(), "---|".repeat(attackers().size()));
        for (Rule rule : Rule.values()) {
            System.out.printf("| %s | %s | %s |", rule.text(),
                    interval(s -> honest(s, Subject.Age.MANY, null).asked(rule)),
                    interval(s -> honest(s, null, null).asked(rule)));
            for (Attacker attacker : attackers()) {
                System.out.printf(" %s |", interval(s -> attacks(s, attacker).asked(rule)));
            }
            System.out.println();
        }
    }

    /** What the model asks where it finds as many attacks as the rule does. */
    private void sameRate() {
        for (Attacker attacker : attackers()) {
            System.out.printf("%n| rule, %s | it finds | it asks | the model asks | quotient |%n"
                    + "|---|---|---|---|---|%n", attacker);
            for (Rule rule : Rule.withoutCookie()) {
                System.out.printf("| %s | %.1f %% | %.1f %% | %s | %s |%n", rule.text(),
                        100 * attacks(subjects, attacker).asked(rule),
                        100 * honest(subjects, Subject.Age.MANY, null).asked(rule),
                        interval(s -> asAlert(s, attacker, rule)),
                        Interval.of(subjects, s -> asAlert(s, attacker, rule)
                                / honest(s, Subject.Age.MANY, null).asked(rule), SEED).plain());
            }
        }
    }

    private static double asAlert(List<Subject> subjects, Attacker attacker, Rule rule) {
        Outcomes attacks = attacks(subjects, attacker);
        return honest(subjects, Subject.Age.MANY, null).from(attacks.threshold(attacks.asked(rule)));
    }

    /** What the rules ask where they are made to find as many attacks as the model. */
    private void raisedRules() {
        for (double rate : RATES) {
            System.out.printf("%n| at %.1f %% found, 10 and more sign-ins | the model asks | \"%s\", raised, asks"
                    + " | quotient | the best mix of rules asks | quotient |%n|---|---|---|---|---|---|%n",
                    100 * rate, Rule.NEW_AGENT.text());
            for (Attacker attacker : attackers()) {
                ToDoubleFunction<List<Subject>> model = s -> asked(s, attacker, rate, Subject.Age.MANY, null);
                ToDoubleFunction<List<Subject>> rule = s -> RaisedRule.asked(Rule.NEW_AGENT, attacks(s, attacker),
                        honest(s, Subject.Age.MANY, null), rate);
                ToDoubleFunction<List<Subject>> mix = s -> RaisedRule.best(attacks(s, attacker),
                        honest(s, Subject.Age.MANY, null), rate);
                System.out.printf("| %s | %s | %s | %s | %s | %s |%n", attacker, interval(model), interval(rule),
                        quotient(model, rule), interval(mix), quotient(model, mix));
            }
        }
    }

    private String quotient(ToDoubleFunction<List<Subject>> one, ToDoubleFunction<List<Subject>> other) {
        return Interval.of(subjects, s -> one.applyAsDouble(s) / other.applyAsDouble(s), SEED).plain();
    }

    private List<Attacker> attackers() {
        return Arrays.stream(Attacker.values()).filter(each -> attacks(subjects, each).count() > 0).toList();
    }

    private String join() {
        return String.join(" | ", attackers().stream().map(Attacker::toString).toList());
    }

    private void ages() {
        for (Attacker attacker : attackers()) {
            System.out.printf("%n| earlier sign-ins, %s at 99 %% | sign-ins | asked | new device (whole agent)"
                    + " | no cookie |%n|---|---|---|---|---|%n", attacker);
            for (Subject.Age age : Subject.Age.values()) {
                System.out.printf("| %s | %d | %s | %s | %s |%n", age.text(), honest(subjects, age, null).count(),
                        interval(s -> asked(s, attacker, AIM, age, null)),
                        interval(s -> honest(s, age, null).asked(Rule.NEW_AGENT)),
                        interval(s -> honest(s, age, null).asked(Rule.NO_COOKIE)));
            }
        }
    }

    private void frequencies() {
        for (Attacker attacker : attackers()) {
            System.out.printf("%n| frequency, %s at 99 %%, 10 and more sign-ins | sign-ins | asked"
                    + " | new device (whole agent) | no cookie |%n|---|---|---|---|---|%n", attacker);
            for (Frequency frequency : Frequency.values()) {
                System.out.printf("| %s | %d | %s | %s | %s |%n", frequency,
                        honest(subjects, Subject.Age.MANY, frequency).count(),
                        interval(s -> asked(s, attacker, AIM, Subject.Age.MANY, frequency)),
                        interval(s -> honest(s, Subject.Age.MANY, frequency).asked(Rule.NEW_AGENT)),
                        interval(s -> honest(s, Subject.Age.MANY, frequency).asked(Rule.NO_COOKIE)));
            }
        }
    }

    private void levels() {
        System.out.printf("%n| who | low | medium | high |%n|---|---|---|---|%n");
        for (Subject.Age age : Subject.Age.values()) {
            level("users, " + age.text() + " sign-ins", s -> honest(s, age, null));
        }
        for (Attacker attacker : attackers()) {
            level(attacker.toString(), s -> attacks(s, attacker));
        }
    }

    private void level(String who, Function<List<Subject>, Outcomes> of) {
        int medium = RiskPolicy.DEFAULT.medium();
        int high = RiskPolicy.DEFAULT.high();
        System.out.printf("| %s | %s | %s | %s |%n", who, interval(s -> 1 - of.apply(s).from(medium)),
                interval(s -> of.apply(s).from(medium) - of.apply(s).from(high)),
                interval(s -> of.apply(s).from(high)));
    }

    private void calibration() {
        System.out.printf("%n| score | share of attacks if half of all were:");
        for (Attacker attacker : attackers()) {
            System.out.printf(" %s |", attacker);
        }
        System.out.printf("%n|---|%s%n", "---|".repeat(attackers().size()));
        Outcomes users = honest(subjects, null, null);
        for (int from = 0; from < Outcomes.SCORES; from += 10) {
            System.out.printf("| %d–%d |", from, Math.min(from + 9, Outcomes.SCORES - 1));
            for (Attacker attacker : attackers()) {
                double attack = between(attacks(subjects, attacker), from);
                double honest = between(users, from);
                System.out.print(attack + honest == 0 ? " – |"
                        : String.format(" %.0f %% |", 100 * attack / (attack + honest)));
            }
            System.out.println();
        }
    }

    private static double between(Outcomes outcomes, int from) {
        return outcomes.from(from) - (from + 10 < Outcomes.SCORES ? outcomes.from(from + 10) : 0);
    }

    private void curve() {
        System.out.printf("%n| from score | users with 10 and more sign-ins asked | found: %s |%n"
                + "|---|---|%s%n", join(), "---|".repeat(attackers().size()));
        for (int score : new int[] {1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99}) {
            System.out.printf("| %d | %.1f %% |", score, 100 * honest(subjects, Subject.Age.MANY, null).from(score));
            for (Attacker attacker : attackers()) {
                System.out.printf(" %.1f %% |", 100 * attacks(subjects, attacker).from(score));
            }
            System.out.println();
        }
    }

    private void aim() {
        System.out.println();
        for (Rule rule : Rule.values()) {
            System.out.printf("Asked at 99 %% of VPN attackers, 10 and more sign-ins, divided by the rule \"%s\": %s%n",
                    rule.text(), Interval.of(subjects, s -> asked(s, Attacker.VPN, AIM, Subject.Age.MANY, null)
                            / honest(s, Subject.Age.MANY, null).asked(rule), SEED).plain());
        }
    }

    private String interval(ToDoubleFunction<List<Subject>> figure) {
        return Interval.of(subjects, figure, SEED).percent();
    }

    private static double asked(List<Subject> subjects, Attacker attacker, double rate, Subject.Age age,
            Frequency frequency) {
        return honest(subjects, age, frequency).from(attacks(subjects, attacker).threshold(rate));
    }

    private static Outcomes attacks(List<Subject> subjects, Attacker attacker) {
        Outcomes sum = new Outcomes();
        for (Subject subject : subjects) {
            if (subject.attacks().containsKey(attacker)) {
                sum.addAll(subject.attack(attacker));
            }
        }
        return sum;
    }

    /** The outcomes of honest sign-ins; null stands for any age or frequency. */
    private static Outcomes honest(List<Subject> subjects, Subject.Age age, Frequency frequency) {
        Outcomes sum = new Outcomes();
        for (Subject subject : subjects) {
            if (frequency == null || subject.frequency() == frequency) {
                subject.honest().forEach((each, outcomes) -> {
                    if (age == null || age == each) {
                        sum.addAll(outcomes);
                    }
                });
            }
        }
        return sum;
    }
}
