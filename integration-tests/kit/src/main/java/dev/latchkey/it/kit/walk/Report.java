package dev.latchkey.it.kit.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The results of a run of walks. */
public final class Report {

    private final long began = System.nanoTime();
    private final Set<String> transitions = new TreeSet<>();
    private final Set<String> faults = new HashSet<>();
    private final List<String> found = new ArrayList<>();
    private int walks;
    private int steps;

    /** @param walked walks that have ended */
    public void add(List<? extends Walked<?>> walked) {
        walks += walked.size();
        steps += walked.stream().mapToInt(walk -> walk.steps().size()).sum();
        walked.forEach(walk -> transitions.addAll(walk.transitions()));
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
        return transitions;
    }

    @Override
    public String toString() {
        return walks + " walks, " + steps + " steps, " + transitions.size() + " distinct transitions, " + found.size()
                + " faults in " + time().toSeconds() + " s";
    }
}
