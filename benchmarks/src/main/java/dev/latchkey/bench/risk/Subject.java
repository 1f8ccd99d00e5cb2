package dev.latchkey.bench.risk;

import java.util.EnumMap;
import java.util.Map;

/**
 * A user's outcomes: the unit that is drawn again for confidence intervals, as his sign-ins are not independent.
 *
 * @param frequency how often he signs in
 * @param honest    by the number of earlier sign-ins
 * @param attacks   by attacker
 */
record Subject(Frequency frequency, Map<Age, Outcomes> honest, Map<Attacker, Outcomes> attacks) {

    /** Number of earlier sign-ins. */
    enum Age {
        NONE("0", 0),
        FEW("1 to 2", 1),
        SOME("3 to 9", 3),
        MANY("10 and more", 10);

        private final String text;
        private final int least;

        Age(String text, int least) {
            this.text = text;
            this.least = least;
        }

        String text() {
            return text;
        }

        static Age of(int signIns) {
            Age age = NONE;
            for (Age each : values()) {
                age = signIns >= each.least ? each : age;
            }
            return age;
        }
    }

    Subject(Frequency frequency) {
        this(frequency, new EnumMap<>(Age.class), new EnumMap<>(Attacker.class));
    }

    Outcomes honest(Age age) {
        return honest.computeIfAbsent(age, ignored -> new Outcomes());
    }

    Outcomes attack(Attacker attacker) {
        return attacks.computeIfAbsent(attacker, ignored -> new Outcomes());
    }
}
