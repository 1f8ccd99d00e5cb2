package dev.latchkey.bench.risk;

import java.util.Arrays;

/**
 * What came out for one group of sign-ins: how many there were with each score, and how many each rule asks.
 *
 * @param scores number of sign-ins by score, 0 to 100
 * @param asked  number of sign-ins by rule
 */
record Outcomes(int[] scores, int[] asked) {

    static final int SCORES = 101;

    Outcomes() {
        this(new int[SCORES], new int[Rule.values().length]);
    }

    void add(int score, SignIn signIn, Histories histories) {
        scores[score]++;
        for (Rule rule : Rule.values()) {
            if (rule.asks(signIn, histories)) {
                asked[rule.ordinal()]++;
            }
        }
    }

    void addAll(Outcomes other) {
        for (int i = 0; i < SCORES; i++) {
            scores[i] += other.scores[i];
        }
        for (int i = 0; i < asked.length; i++) {
            asked[i] += other.asked[i];
        }
    }

    int count() {
        return Arrays.stream(scores).sum();
    }

    /** Share of the sign-ins with this score or a higher one. */
    double from(int score) {
        return (double) Arrays.stream(scores, score, SCORES).sum() / count();
    }

    double asked(Rule rule) {
        return (double) asked[rule.ordinal()] / count();
    }

    /** The highest score from which so large a share of these sign-ins, which are attacks, is found. */
    int threshold(double rate) {
        int score = SCORES - 1;
        while (score > 0 && from(score) < rate) {
            score--;
        }
        return score;
    }
}
