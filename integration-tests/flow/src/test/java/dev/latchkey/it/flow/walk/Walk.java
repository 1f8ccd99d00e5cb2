package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.latchkey.it.flow.FlowMails;
import dev.latchkey.it.kit.walk.Walked;

/** A sequence of steps with the result of each. */
final class Walk implements Walked<Step> {

    private final Powers powers;
    private final World world;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Set<String> transitions = new TreeSet<>();
    private final List<String> situations = new ArrayList<>();
    private List<String> faults = List.of();

    Walk(Server server, FlowMails mails, Accounts accounts, Powers powers) {
        this.powers = powers;
        this.world = new World(server, mails, accounts, powers);
    }

    void begin() {
        world.begin();
    }

    World world() {
        return world;
    }

    /** Takes a step, or skips it where it cannot be taken. */
    void take(Step step) {
        if (!step.possible(world)) {
            return;
        }
        situations.add(situation(step, world));
        String before = step.seat().map(seat -> world.tab(seat).kind()).orElse("");
        step.take(world);
        String after = step.seat().map(seat -> world.tab(seat).kind()).orElse("");
        transitions.add(before + " --" + step.kind() + "--> " + after);
        steps.add(step);
        told.add(step + step.seat().map(seat -> " -> " + world.tab(seat)).orElse("") + world.news());
    }

    /** A step, the page at which it is taken, and the flows that the tab has shown before. */
    static String situation(Step step, World world) {
        return step.seat().map(seat -> world.tab(seat).trace() + step.toString().substring(seat.toString().length()))
                .orElseGet(step::toString);
    }

    void finish() {
        faults = List.copyOf(world.finish());
    }

    boolean failed() {
        return !world.faults().isEmpty();
    }

    @Override
    public List<String> faults() {
        return faults;
    }

    @Override
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    Powers powers() {
        return powers;
    }

    /** The steps, with the situation of each. */
    List<String> situations() {
        return situations;
    }

    /** From which page which kind of step led to which page. */
    @Override
    public Set<String> transitions() {
        return transitions;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("powers: " + powers);
        for (int number = 0; number < told.size(); number++) {
            text.append(String.format("%n  %2d. %s", number + 1, told.get(number)));
        }
        faults.forEach(fault -> text.append(String.format("%n  => %s", fault)));
        return text.append(String.format("%n  again: -Dlatchkey.walk.powers=\"%s\" -Dlatchkey.walk.steps=\"%s\"",
                powers, Alphabet.text(steps))).toString();
    }
}
