package dev.latchkey.it.kit.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A sequence of steps on real servers, with the result of each, and with what a model refuses of their results.
 *
 * @param <S> a step
 */
public abstract class Walked<S> {

    private final List<S> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> situations = new ArrayList<>();
    private final List<String> histories = new ArrayList<>();
    private final Set<String> transitions = new TreeSet<>();

    /**
     * Takes a step, or skips it where it cannot be taken.
     *
     * @param step the step
     * @throws IllegalStateException with the text of the walk if the step could not be taken to its end
     */
    public final void take(S step) {
        if (!possible(step)) {
            return;
        }
        situations.add(situation(step));
        steps.add(step);
        String before = state(step);
        try {
            happen(step);
        } catch (RuntimeException e) {
            throw new IllegalStateException(this + System.lineSeparator() + "  " + step, e);
        }
        told.add(step + result(step));
        transitions.add(before + " --" + kind(step) + "--> " + state(step));
        histories.add(history(step));
    }

    /** @return whether the step can be taken now */
    protected abstract boolean possible(S step);

    /** Takes the step. */
    protected abstract void happen(S step);

    /** @return the step, and where it would be taken now */
    protected abstract String situation(S step);

    /** @return the state that the step begins or ends in; the same text for all states that are alike */
    protected abstract String state(S step);

    /** @return the state that the step ends in, and how it was reached; the same text for what is alike */
    protected String history(S step) {
        return state(step);
    }

    /** @return what has followed from the step, to be printed after its text */
    protected abstract String result(S step);

    /** @return the kind of the step */
    protected abstract Enum<?> kind(S step);

    /**
     * Adds a line to the text of the walk.
     *
     * @param line what has happened
     */
    protected final void tell(String line) {
        told.add(line);
    }

    /** @return what the model refuses; empty where it allows everything */
    public abstract List<String> faults();

    /** @return the steps that were taken */
    public final List<S> steps() {
        return List.copyOf(steps);
    }

    /** @return the steps that were taken, with the situation of each */
    public final List<String> situations() {
        return List.copyOf(situations);
    }

    /** @return what the walk had reached after each step, in the order of the steps */
    public final List<String> histories() {
        return List.copyOf(histories);
    }

    /** @return which kind of step led from which state to which */
    public final Set<String> transitions() {
        return transitions;
    }

    /**
     * @param again the options of the command that repeats the walk
     * @return a line for each step, each fault and the command, each after a line break
     */
    protected final String lines(String again) {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < told.size(); number++) {
            text.append(String.format("%n  %2d. %s", number + 1, told.get(number)));
        }
        faults().forEach(fault -> text.append(String.format("%n  => %s", fault)));
        return text.append(String.format("%n  again: %s", again)).toString();
    }
}
