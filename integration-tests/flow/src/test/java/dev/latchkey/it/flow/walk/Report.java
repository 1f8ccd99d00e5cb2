package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The results of a run of walks. */
final class Report {

    private final long began = System.nanoTime();
    private final Set<String> transitions = new TreeSet<>();
    private final Set<String> faults = new HashSet<>();
    private final List<String> found = new ArrayList<>();
    private int walks;
    private int steps;

    void add(List<Walk> walked) {
        walks += walked.size();
        steps += walked.stream().mapToInt(walk -> walk.steps().size()).sum();
        walked.forEach(walk -> transitions.addAll(walk.transitions()));
    }

    /** Whether the walk fails in a way that no earlier walk did. */
    boolean isNew(Walk walk) {
        return !walk.faults().isEmpty() && walk.faults().stream().noneMatch(faults::contains);
    }

    void found(Walk walk, String text) {
        faults.addAll(walk.faults());
        found.add(text);
    }

    List<String> found() {
        return found;
    }

    int walks() {
        return walks;
    }

    Duration time() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Set<String> transitions() {
        return transitions;
    }

    @Override
    public String toString() {
        return walks + " walks, " + steps + " steps, " + transitions.size() + " distinct transitions, " + found.size()
                + " faults in " + time().toSeconds() + " s";
    }
}
