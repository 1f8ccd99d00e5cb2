package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The walks up to each step by which a tab has reached something new: a page after flows that no tab had shown before
 * it in this order. Later walks begin as one of them and go on by other steps, so that what takes many steps is reached
 * step by step (coverage-guided testing).
 */
final class Reached {

    private static final double BEGUN = 0.5;
    private static final double WHOLE = 0.7;
    private static final int MOST = 256;
    private static final int LONGEST = 12;
    /** Of so many that are drawn, the one that has been drawn least. */
    private static final int COMPARED = 3;

    private final List<Kept> walks = new ArrayList<>();
    private final Set<String> histories = new HashSet<>();

    /**
     * What a walk begins with.
     *
     * @param powers of the attacker
     * @param steps  its first steps; empty for none
     */
    record Beginning(Powers powers, List<Step> steps) {
    }

    private static final class Kept {

        private final Beginning beginning;
        private int drawn;

        Kept(Beginning beginning) {
            this.beginning = beginning;
        }
    }

    /**
     * Keeps what a walk without a fault has reached. Only between walks, or running ones could not be repeated.
     */
    void add(Walk walk) {
        if (!walk.faults().isEmpty()) {
            return;
        }
        List<String> reached = walk.histories();
        for (int number = 0; number < reached.size(); number++) {
            if (histories.add(reached.get(number))) {
                keep(walk.powers(), walk.steps().subList(0, number + 1));
            }
        }
    }

    private void keep(Powers powers, List<Step> steps) {
        // time passes for all walks at once, not at a step of one
        List<Step> own = steps.stream().filter(step -> step.kind() != Step.Kind.TIME).toList();
        if (own.size() > LONGEST) {
            return;
        }
        walks.add(new Kept(new Beginning(powers, own)));
        if (walks.size() > MOST) {
            walks.remove(0);
        }
    }

    /** The first steps of a kept walk with its powers, mostly all of them, or other powers and no step. */
    Beginning draw(Random random) {
        boolean begun = random.nextDouble() < BEGUN;
        Powers powers = Powers.draw(random);
        if (!begun || walks.isEmpty()) {
            return new Beginning(powers, List.of());
        }
        Kept kept = walks.get(random.nextInt(walks.size()));
        for (int other = 1; other < COMPARED; other++) {
            Kept compared = walks.get(random.nextInt(walks.size()));
            kept = compared.drawn < kept.drawn ? compared : kept;
        }
        kept.drawn++;
        List<Step> steps = kept.beginning.steps();
        int taken = random.nextDouble() < WHOLE ? steps.size() : random.nextInt(steps.size() + 1);
        return new Beginning(kept.beginning.powers(), steps.subList(0, taken));
    }
}
