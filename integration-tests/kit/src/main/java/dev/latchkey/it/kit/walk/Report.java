package dev.latchkey.it.kit.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The results of a run of walks. */
public final class Report {

    private final long began = System.nanoTime();
    /** In how many walks each transition was seen. */
    private final Map<String, Integer> transitions = new TreeMap<>();
    private final Set<String> faults = new HashSet<>();
    private final List<String> found = new ArrayList<>();
    private int walks;
    private int steps;

    /** @param walked walks that have ended */
    public void add(List<? extends Walked<?>> walked) {
        walks += walked.size();
        steps += walked.stream().mapToInt(walk -> walk.steps().size()).sum();
        walked.forEach(walk -> walk.transitions().forEach(seen -> transitions.merge(seen, 1, Integer::sum)));
    }

    /**
     * @param walk a walk
     * @return whether it fails in a way that no earlier walk did
     */
    public boolean isNew(Walked<?> walk) {
        return !walk.faults().isEmpty() && walk.faults().stream().noneMatch(faults::contains);
    }

    /**
     * @param walk a walk that fails
     * @param text what is reported of it
     */
    public void found(Walked<?> walk, String text) {
        faults.addAll(walk.faults());
        found.add(text);
    }

    /** @return what was reported of walks that fail */
    public List<String> found() {
        return found;
    }

    /** @return number of walks */
    public int walks() {
        return walks;
    }

    /** @return time since the first walk began */
    public Duration time() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** @return the distinct transitions of all walks */
    public Set<String> transitions() {
        return transitions.keySet();
    }

    /**
     * Estimates how many distinct transitions there are, by those that were seen in one walk and in two: Chao's lower
     * bound (A. Chao, Nonparametric estimation of the number of classes in a population, 1984).
     */
    private long transitionsThereAre() {
        long once = Collections.frequency(transitions.values(), 1);
        long twice = Collections.frequency(transitions.values(), 2);
        return transitions.size() + once * (once - 1) / (2 * (twice + 1));
    }

    @Override
    public String toString() {
        return walks + " walks, " + steps + " steps, " + transitions.size() + " distinct transitions of about "
                + transitionsThereAre() + ", " + found.size() + " faults in " + time().toSeconds() + " s";
    }
}
