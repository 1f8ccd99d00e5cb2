package dev.latchkey.it.server.walk;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.latchkey.it.kit.walk.Drawing;
import dev.latchkey.it.kit.walk.Seen;

/** Draws the steps of one walk. Each walk leaves out some kinds, so that the others are combined more often. */
final class Choice {

    private static final double LEFT_OUT = 0.3;
    private static final int SHORTEST = 4;
    private static final int LONGEST = 16;

    private final Random random;
    private final int length;
    private final Set<Step.Kind> leftOut = EnumSet.noneOf(Step.Kind.class);

    Choice(long seed) {
        random = new Random(seed);
        // the first random numbers of neighbouring seeds are alike
        random.nextLong();
        length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        Arrays.stream(Step.Kind.values())
                .filter(kind -> kind != Step.Kind.SIGN_IN && random.nextDouble() < LEFT_OUT).forEach(leftOut::add);
    }

    int length() {
        return length;
    }

    /** The next step among those of this user that are possible; rare ones are preferred. */
    Step next(World world, Seen seen) {
        return Drawing.draw(random, Steps.ALL.all().stream().filter(step -> !(step instanceof Step.Shared)
                && !leftOut.contains(step.kind()) && step.possible(world)).toList(), Step::kind, (step, ofKind) ->
                step.kind().weight() / ofKind * seen.novelty(Walk.situation(step, world)));
    }

    /** A step that changes the nodes for all walks. */
    static Step.Shared shared(Random random, boolean restarts) {
        List<Step.Shared> steps = Steps.ALL.all().stream().filter(Step.Shared.class::isInstance)
                .map(Step.Shared.class::cast).filter(step -> restarts || step.kind() != Step.Kind.RESTART).toList();
        return Drawing.draw(random, steps, Step::kind, (step, ofKind) -> step.kind().weight() / ofKind);
    }
}
