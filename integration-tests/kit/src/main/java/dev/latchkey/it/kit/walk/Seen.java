package dev.latchkey.it.kit.walk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each step was taken in each situation: rare steps are drawn more often. */
public final class Seen {

    private final Map<String, Integer> times = new HashMap<>();

    /**
     * Counts the steps of a walk; only between walks, or running ones could not be repeated.
     *
     * @param situations each step, with where it was taken
     */
    public void add(List<String> situations) {
        situations.forEach(situation -> times.merge(situation, 1, Integer::sum));
    }

    /**
     * @param situation a step, with where it is taken
     * @return a weight that is higher the less often the step was taken there: 1 for a new one
     */
    public double novelty(String situation) {
        return 1.0 / (1 + times.getOrDefault(situation, 0));
    }
}
