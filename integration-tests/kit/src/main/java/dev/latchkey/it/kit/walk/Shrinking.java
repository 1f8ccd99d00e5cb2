package dev.latchkey.it.kit.walk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Shortens a failed walk as far as it still fails.
 *
 * @param <S> a step
 * @param <W> a walk
 */
public final class Shrinking<S, W extends Walked<S>> {

    private final BiFunction<W, List<S>, W> again;

    /** @param again walks along other steps, with everything else as in that walk */
    public Shrinking(BiFunction<W, List<S>, W> again) {
        this.again = again;
    }

    /**
     * @param failed a walk
     * @param easier each walks along the same steps with something else left out
     * @return the shortest walk found that fails in the same way; empty when not even the same steps fail again
     */
    public Optional<W> shortest(W failed, List<UnaryOperator<W>> easier) {
        Set<String> faults = new HashSet<>(failed.faults());
        Optional<W> repeated = fails(again.apply(failed, failed.steps()), faults);
        if (repeated.isEmpty()) {
            return repeated;
        }
        W shortest = repeated.get();
        for (int chunk = Math.max(1, shortest.steps().size() / 2); chunk > 0; chunk /= 2) {
            shortest = without(shortest, chunk, faults);
        }
        for (UnaryOperator<W> less : easier) {
            shortest = fails(less.apply(shortest), faults).orElse(shortest);
        }
        return Optional.of(without(shortest, 1, faults));
    }

    private W without(W walk, int chunk, Set<String> faults) {
        W shortest = walk;
        int from = 0;
        while (from < shortest.steps().size()) {
            List<S> fewer = new ArrayList<>(shortest.steps());
            fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
            Optional<W> shorter = fails(again.apply(shortest, fewer), faults);
            if (shorter.isPresent()) {
                shortest = shorter.get();
            } else {
                from += chunk;
            }
        }
        return shortest;
    }

    private Optional<W> fails(W walk, Set<String> faults) {
        return walk.faults().stream().anyMatch(faults::contains) ? Optional.of(walk) : Optional.empty();
    }
}
