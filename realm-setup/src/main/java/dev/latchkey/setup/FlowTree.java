package dev.latchkey.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A flow or sub-flow with all that is in it.
 *
 * @param id    of the flow
 * @param alias its name
 * @param steps in their order, disabled ones too
 */
public record FlowTree(String id, String alias, List<FlowStep> steps) {

    /**
     * A step that takes part, and where it is.
     *
     * @param step   the step
     * @param parent the flow or sub-flow that it is directly in
     * @param path   the sub-flows around it, the outermost first
     */
    public record Placed(FlowStep step, FlowTree parent, List<FlowStep> path) {
    }

    /** Copies the list. */
    public FlowTree {
        steps = List.copyOf(steps);
    }

    /** @return every step that takes part, at whatever depth; a disabled sub-flow hides what is in it */
    public List<Placed> placed() {
        return placed(List.of()).toList();
    }

    private Stream<Placed> placed(List<FlowStep> path) {
        return enabled().stream().flatMap(step -> step.subFlow() == null
                ? Stream.of(new Placed(step, this, path))
                : Stream.concat(step.provider() == null ? Stream.empty() : Stream.of(new Placed(step, this, path)),
                        step.subFlow().placed(with(path, step))));
    }

    private static List<FlowStep> with(List<FlowStep> path, FlowStep step) {
        List<FlowStep> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    /** @return those directly in it that take part */
    public List<FlowStep> enabled() {
        return steps.stream().filter(FlowStep::enabled).toList();
    }

    /**
     * @param provider a provider's id
     * @return whether that step takes part, at whatever depth
     */
    public boolean has(String provider) {
        return placed().stream().anyMatch(placed -> placed.step().is(provider));
    }
}
