package dev.latchkey.it.server.walk;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

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
        return draw(random, Steps.ALL.all().stream().filter(step -> !step.kind().isShared()
                && !leftOut.contains(step.kind()) && step.possible(world)).toList(),
                step -> seen.novelty(Walk.situation(step, world)));
    }

    /** A step that changes the nodes for all walks. */
    static Step shared(Random random, boolean restarts) {
        return draw(random, Steps.ALL.all().stream().filter(step -> step.kind().isShared()
                && (restarts || step.kind() != Step.Kind.RESTART)).toList(), step -> 1);
    }

    private static Step draw(Random random, List<Step> steps, ToDoubleFunction<Step> novelty) {
        Map<Step.Kind, Long> ofKind = steps.stream().collect(Collectors.groupingBy(Step::kind,
                () -> new EnumMap<>(Step.Kind.class), Collectors.counting()));
        double[] weights = steps.stream().mapToDouble(step ->
                step.kind().weight() / ofKind.get(step.kind()) * novelty.applyAsDouble(step)).toArray();
        double drawn = random.nextDouble() * Arrays.stream(weights).sum();
        for (int number = 0; number < weights.length; number++) {
            drawn -= weights[number];
            if (drawn <= 0) {
                return steps.get(number);
            }
        }
        return steps.get(steps.size() - 1);
    }
}
