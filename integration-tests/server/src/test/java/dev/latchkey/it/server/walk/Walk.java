package dev.latchkey.it.server.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.latchkey.it.kit.walk.Walked;

/** A sequence of steps of one user, with the result of each. */
final class Walk implements Walked<Step> {

    private final World world;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> situations = new ArrayList<>();
    private final Set<String> transitions = new TreeSet<>();

    Walk(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    static String situation(Step step, World world) {
        return world.state() + " " + step;
    }

    /** Takes a step, or skips it where it cannot be taken. */
    void take(Step step) {
        if (!step.possible(world)) {
            return;
        }
        String before = world.state();
        situations.add(situation(step, world));
        steps.add(step);
        try {
            step.take(world);
        } catch (RuntimeException e) {
            throw new IllegalStateException(this + System.lineSeparator() + "  " + step, e);
        }
        told.add(step + world.news());
        transitions.add(before + " --" + step.kind() + "--> " + world.state());
    }

    void finish() {
        if (!failed()) {
            world.finish();
            told.add("finally" + world.news());
        }
    }

    boolean failed() {
        return !world.faults().isEmpty();
    }

    @Override
    public List<String> faults() {
        return List.copyOf(world.faults());
    }

    @Override
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    List<String> situations() {
        return situations;
    }

    @Override
    public Set<String> transitions() {
        return transitions;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < told.size(); number++) {
            text.append(String.format("%n  %2d. %s", number + 1, told.get(number)));
        }
        faults().forEach(fault -> text.append(String.format("%n  => %s", fault)));
        return text.append(String.format("%n  again: -Dlatchkey.walk.steps=\"%s\"", Steps.ALL.text(steps))).toString();
    }
}
