package dev.latchkey.it.kit.walk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Walks as system properties ask for them; {@code docs/walks.md} describes these.
 *
 * @param <S> a step
 * @param <W> a walk
 */
public final class WalkRun<S, W extends Walked<S>> {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("latchkey.walk.minutes", 0));
    private static final int MOST_FAULTS = Integer.getInteger("latchkey.walk.faults", 1);
    private static final String STEPS = System.getProperty("latchkey.walk.steps", "");
    private static final String MUTANTS = System.getProperty("latchkey.walk.mutants", "");
    private static final String MUTANT = System.getProperty("latchkey.walk.mutant", "");
    private static final Duration MUTANTS_TIME =
            Duration.ofMinutes(Long.getLong("latchkey.walk.mutants.minutes", TIME.toMinutes()));

    private final Supplier<? extends Walking<S, W>> walkers;
    private final Supplier<List<Long>> processes;
    private final int atOnce;
    private final long seed;
    private final int count;

    /**
     * @param walkers   each has seen no step yet
     * @param processes ids of the servers' processes, asked for when one is to become a mutant
     * @param atOnce    number of walks at once
     * @param seed      of the first walk, unless a property sets it
     * @param batches   how many times so many walks, unless a property sets a count or a time
     */
    public WalkRun(Supplier<? extends Walking<S, W>> walkers, Supplier<List<Long>> processes, int atOnce, long seed,
            int batches) {
        this.walkers = walkers;
        this.processes = processes;
        this.atOnce = atOnce;
        this.seed = Long.getLong("latchkey.walk.seed", seed);
        this.count = Integer.getInteger("latchkey.walk.count", atOnce * batches);
    }

    /**
     * Walks, and prints the figures of the run.
     *
     * @return what the model refuses, with the shortest walks to it, and which mutants no walk has found; empty for
     *         nothing
     */
    public List<String> found() {
        if (!STEPS.isEmpty()) {
            return again();
        }
        if (!MUTANTS.isEmpty()) {
            return missedMutants();
        }
        Report report = walk(TIME, MOST_FAULTS, this::shortest);
        System.out.println(report);
        if (Boolean.getBoolean("latchkey.walk.transitions")) {
            report.transitions().forEach(System.out::println);
        }
        return report.found();
    }

    private Report walk(Duration time, int mostFaults, BiFunction<Walking<S, W>, W, String> told) {
        Walking<S, W> walker = walkers.get();
        Report report = new Report();
        while (report.found().size() < mostFaults && goesOn(report, time)) {
            long first = seed + report.walks();
            List<W> walks = walker.drawn(LongStream.range(first, first + atOnce).boxed().toList());
            report.add(walks);
            walks.stream().filter(report::isNew).findFirst().ifPresent(walk ->
                    report.found(walk, "Found after " + report + ", seed " + seed + told.apply(walker, walk)));
        }
        return report;
    }

    private boolean goesOn(Report report, Duration time) {
        return time.isZero() ? report.walks() < count : report.time().compareTo(time) < 0;
    }

    private String shortest(Walking<S, W> walker, W failed) {
        String text = new Shrinking<>(walker::along).shortest(failed, walker.easier(failed))
                .map(Walked::toString).orElseGet(() -> ", not again by the same steps alone:" + failed);
        // at once: a long run may be ended from outside
        System.out.println(text);
        return text;
    }

    private List<String> again() {
        if (MUTANT.isEmpty()) {
            return repeated();
        }
        // a class can be replaced once it is in use
        walkers.get().again(STEPS);
        return as(MUTANT, this::repeated);
    }

    private List<String> repeated() {
        W walk = walkers.get().again(STEPS);
        System.out.println(walk);
        return walk.faults().isEmpty() ? List.of() : List.of(walk.toString());
    }

    private List<String> missedMutants() {
        // a class can be replaced once it is in use
        Report itself = walk(TIME, MOST_FAULTS, this::shortest);
        System.out.println("without a mutant: " + itself);
        List<String> missed = new ArrayList<>(itself.found());
        for (String name : Mutants.names(Path.of(MUTANTS))) {
            // only whether it is found, and how fast
            Report report = as(name, () -> walk(MUTANTS_TIME, 1, (walker, failed) -> failed.toString()));
            System.out.println(name + ": " + report);
            report.found().forEach(System.out::println);
            if (report.found().isEmpty()) {
                missed.add("not found: " + name);
            }
        }
        return missed;
    }

    private <T> T as(String mutant, Supplier<T> work) {
        mutants().forEach(process -> process.become(mutant));
        try {
            return work.get();
        } finally {
            // a server that was restarted meanwhile is itself already
            mutants().forEach(process -> process.becomeItself(mutant));
        }
    }

    private List<Mutants> mutants() {
        return processes.get().stream().map(process -> new Mutants(Path.of(MUTANTS), process)).toList();
    }
}
