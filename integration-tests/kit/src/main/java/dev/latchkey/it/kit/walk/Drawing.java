package dev.latchkey.it.kit.walk;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;

/** Draws steps by their weights. */
public final class Drawing {

    private Drawing() {
    }

    /**
     * Draws one of these steps, by one number of the generator.
     *
     * @param random generates the number
     * @param steps  one step or more
     * @param kind   the kind of a step
     * @param weight of a step, by how many of these steps are of its kind; above 0
     * @param <S>    a step
     * @return the step
     */
    public static <S> S draw(Random random, List<S> steps, Function<S, Enum<?>> kind,
            ToDoubleBiFunction<S, Long> weight) {
        Map<Enum<?>, Long> ofKind = steps.stream().collect(Collectors.groupingBy(kind, Collectors.counting()));
        double[] weights = steps.stream()
                .mapToDouble(step -> weight.applyAsDouble(step, ofKind.get(kind.apply(step)))).toArray();
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
