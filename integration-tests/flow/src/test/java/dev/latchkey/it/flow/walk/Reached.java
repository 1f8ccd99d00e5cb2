package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The walks that have reached transitions that no earlier one had. Later walks begin as one of them and go on by other
 * steps, so that what takes many steps is reached step by step (coverage-guided testing).
 */
final class Reached {

    private static final double BEGUN = 0.5;
    private static final int MOST = 64;
    private static final int LONGEST = 12;

    private final List<Beginning> walks = new ArrayList<>();
    private final Set<String> transitions = new HashSet<>();

    /**
     * What a walk begins with.
     *
     * @param powers of the attacker
     * @param steps  its first steps; empty for none
     */
    record Beginning(Powers powers, List<Step> steps) {
    }

    /**
     * Keeps a walk if it has reached something new and no fault. Only between walks, or running ones could not be
     * repeated.
     */
    void add(Walk walk) {
        if (transitions.addAll(walk.transitions()) && walk.faults().isEmpty()) {
            // time passes for all walks at once, not at a step of one
            walks.add(new Beginning(walk.powers(),
                    walk.steps().stream().filter(step -> step.kind() != Step.Kind.TIME).toList()));
            if (walks.size() > MOST) {
                walks.remove(0);
            }
        }
    }

    /** The first steps of a kept walk with its powers, or other powers and no step. */
    Beginning draw(Random random) {
        boolean begun = random.nextDouble() < BEGUN;
        Powers powers = Powers.draw(random);
        if (!begun || walks.isEmpty()) {
            return new Beginning(powers, List.of());
        }
        Beginning kept = walks.get(random.nextInt(walks.size()));
        int steps = random.nextInt(Math.min(LONGEST, kept.steps().size()) + 1);
        return new Beginning(kept.powers(), kept.steps().subList(0, steps));
    }
}
