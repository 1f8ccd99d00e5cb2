package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.latchkey.it.flow.FlowMails;

/** A sequence of steps with the result of each. */
final class Walk {

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
        situations.add(Seen.situation(step, world));
        String before = step.seat().map(seat -> world.tab(seat).kind()).orElse("");
        step.take(world);
        String after = step.seat().map(seat -> world.tab(seat).kind()).orElse("");
        transitions.add(before + " --" + step.kind() + "--> " + after);
        steps.add(step);
        told.add(step + step.seat().map(seat -> " -> " + world.tab(seat)).orElse("") + world.news());
    }

    void finish() {
        faults = List.copyOf(world.finish());
    }

    boolean failed() {
        return !world.faults().isEmpty();
    }

    List<String> faults() {
        return faults;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    Powers powers() {
        return powers;
    }

    /** The steps, with the situation of each. */
    List<String> situations() {
        return situations;
    }

    /** The transitions: from which page which kind of step led to which page. */
    Set<String> transitions() {
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
