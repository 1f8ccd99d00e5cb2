package dev.latchkey.it.server.walk;

import java.util.List;

import dev.latchkey.it.kit.walk.Walked;

/** A walk of one user. */
final class Walk extends Walked<Step> {

    private final World world;

    Walk(World world) {
        this.world = world;
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
        step.take(world);
    }

    @Override
    protected String situation(Step step) {
        return situation(step, world);
    }

    static String situation(Step step, World world) {
        return world.state() + " " + step;
    }

    @Override
    protected String state(Step step) {
        return world.state();
    }

    @Override
    protected String result(Step step) {
        return world.news();
    }

    @Override
    protected Step.Kind kind(Step step) {
        return step.kind();
    }

    void finish() {
        if (!failed()) {
            world.finish();
            tell("finally" + world.news());
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
    public String toString() {
        return lines("-Dlatchkey.walk.steps=\"" + Steps.ALL.text(steps()) + "\"");
    }
}
