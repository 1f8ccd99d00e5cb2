package dev.latchkey.it.flow.walk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was done how often, in which situation: what is rare is drawn more often. */
final class Seen {

    private final Map<String, Integer> times = new HashMap<>();

    /** Counts what walks have done; not while others are under way, or they would not be the same again. */
    void add(List<String> situations) {
        situations.forEach(situation -> times.merge(situation, 1, Integer::sum));
    }

    /** The more, the less often it was done: 1 for what is new. */
    double novelty(String situation) {
        return 1.0 / (1 + times.getOrDefault(situation, 0));
    }

    /** A step, the page that it is taken at, and the flows that the tab has come through. */
    static String situation(Step step, World world) {
        return step.seat().map(seat -> world.tab(seat).trace() + step.toString().substring(seat.toString().length()))
                .orElseGet(step::toString);
    }
}
