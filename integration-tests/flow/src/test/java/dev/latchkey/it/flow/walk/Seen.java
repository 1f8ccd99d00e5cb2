package dev.latchkey.it.flow.walk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each step was taken in each situation: rare steps are drawn more often. */
final class Seen {

    private final Map<String, Integer> times = new HashMap<>();

    /** Counts the steps of walks; only between walks, or running ones could not be repeated. */
    void add(List<String> situations) {
        situations.forEach(situation -> times.merge(situation, 1, Integer::sum));
    }

    /** A weight that is higher the less often the step was taken: 1 for a new one. */
    double novelty(String situation) {
        return 1.0 / (1 + times.getOrDefault(situation, 0));
    }

    /** A step, the page at which it is taken, and the flows that the tab has shown before. */
    static String situation(Step step, World world) {
        return step.seat().map(seat -> world.tab(seat).trace() + step.toString().substring(seat.toString().length()))
                .orElseGet(step::toString);
    }
}
