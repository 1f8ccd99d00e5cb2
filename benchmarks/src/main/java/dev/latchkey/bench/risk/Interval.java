package dev.latchkey.bench.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * A figure and its interval of 95 percent, by drawing the users again (bootstrap).
 *
 * @param value the figure
 * @param low   lower bound
 * @param high  upper bound
 */
record Interval(double value, double low, double high) {

    private static final int DRAWS = 200;

    static Interval of(List<Subject> subjects, ToDoubleFunction<List<Subject>> figure, long seed) {
        Random random = new Random(seed);
        List<Double> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            List<Subject> again = new ArrayList<>(subjects.size());
            for (int j = 0; j < subjects.size(); j++) {
                again.add(subjects.get(random.nextInt(subjects.size())));
            }
            drawn.add(figure.applyAsDouble(again));
        }
        drawn.sort(null);
        return new Interval(figure.applyAsDouble(subjects), drawn.get(DRAWS * 25 / 1000),
                drawn.get(DRAWS * 975 / 1000 - 1));
    }

    String percent() {
        return String.format("%.1f %% (%.1f–%.1f)", 100 * value, 100 * low, 100 * high);
    }

    String plain() {
        return String.format("%.2f (%.2f–%.2f)", value, low, high);
    }
}
