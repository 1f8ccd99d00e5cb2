package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shortens a failed walk as far as it still fails: fewer steps, then fewer powers. */
final class Shrinking {

    private final Walker walker;

    Shrinking(Walker walker) {
        this.walker = walker;
    }

    /** The shortest walk found that fails in the same way; empty when not even the same steps fail again. */
    Optional<Walk> shortest(Walk failed) {
        Set<String> faults = new HashSet<>(failed.faults());
        Optional<Walk> again = fails(failed.powers(), failed.steps(), faults);
        if (again.isEmpty()) {
            return again;
        }
        Walk shortest = again.get();
        for (int chunk = Math.max(1, shortest.steps().size() / 2); chunk > 0; chunk /= 2) {
            shortest = without(shortest, chunk, faults);
        }
        for (Power power : failed.powers().all()) {
            shortest = fails(shortest.powers().without(power), shortest.steps(), faults).orElse(shortest);
        }
        return Optional.of(without(shortest, 1, faults));
    }

    private Walk without(Walk walk, int chunk, Set<String> faults) {
        Walk shortest = walk;
        int from = 0;
        while (from < shortest.steps().size()) {
            List<Step> fewer = new ArrayList<>(shortest.steps());
            fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
            Optional<Walk> shorter = fails(shortest.powers(), fewer, faults);
            if (shorter.isPresent()) {
                shortest = shorter.get();
            } else {
                from += chunk;
            }
        }
        return shortest;
    }

    private Optional<Walk> fails(Powers powers, List<Step> steps, Set<String> faults) {
        Walk walk = walker.along(powers, steps);
        return walk.faults().stream().anyMatch(faults::contains) ? Optional.of(walk) : Optional.empty();
    }
}
