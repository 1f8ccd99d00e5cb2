package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.it.flow.FlowMails;
import dev.latchkey.it.kit.walk.Walked;

/** A walk of an attacker with these powers. */
final class Walk extends Walked<Step> {

    private final Powers powers;
    private final World world;
    private final List<String> origins = new ArrayList<>();
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

    @Override
    protected boolean possible(Step step) {
        return step.possible(world);
    }

    @Override
    protected void happen(Step step) {
        origins.add(origin(step, world));
        step.take(world);
    }

    @Override
    protected String situation(Step step) {
        return situation(step, world);
    }

    /** A step, the page at which it is taken, and the flows that the tab has shown before. */
    static String situation(Step step, World world) {
        return step.seat().map(seat -> world.tab(seat).trace() + step.toString().substring(seat.toString().length()))
                .orElseGet(step::toString);
    }

    /** What a step does, and the kind of page at which it is taken, in whatever way that was reached. */
    static String origin(Step step, World world) {
        return step.seat().map(seat -> world.tab(seat).kind()).orElse("") + " " + step.kind() + " " + step.feature();
    }

    /** The steps that were taken, with the origin of each. */
    List<String> origins() {
        return List.copyOf(origins);
    }

    /** The kind of page that the tab of the step shows. */
    @Override
    protected String state(Step step) {
        return step.seat().map(seat -> world.tab(seat).kind()).orElse("");
    }

    /** The page, the flows that the tab has shown before it, and whose name was entered there. */
    @Override
    protected String history(Step step) {
        return step.seat().map(seat -> seat.machine() + " " + world.tab(seat).trace() + world.tab(seat).kind() + " "
                + world.entered(seat).map(Who::toString).orElse("")).orElse("");
    }

    @Override
    protected String result(Step step) {
        return step.seat().map(seat -> " -> " + world.tab(seat)).orElse("") + world.news();
    }

    @Override
    protected Step.Kind kind(Step step) {
        return step.kind();
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

    Powers powers() {
        return powers;
    }

    @Override
    public String toString() {
        return System.lineSeparator() + "powers: " + powers + lines("-Dlatchkey.walk.powers=\"" + powers
                + "\" -Dlatchkey.walk.steps=\"" + Alphabet.text(steps()) + "\"");
    }
}
