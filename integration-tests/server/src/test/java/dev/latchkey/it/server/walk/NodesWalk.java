package dev.latchkey.it.server.walk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.walk.Mutants;
import dev.latchkey.it.kit.walk.Report;
import dev.latchkey.it.kit.walk.Shrinking;

/** Walks as system properties ask for them; {@code docs/walks.md} describes these. */
public final class NodesWalk {

    private static final int AT_ONCE = 8;
    private static final long SEED = Long.getLong("latchkey.walk.seed", 20_261_129);
    private static final int COUNT = Integer.getInteger("latchkey.walk.count", 3 * AT_ONCE);
    private static final Duration TIME = Duration.ofMinutes(Long.getLong("latchkey.walk.minutes", 0));
    private static final int MOST_FAULTS = Integer.getInteger("latchkey.walk.faults", 1);
    private static final String STEPS = System.getProperty("latchkey.walk.steps", "");
    private static final String MUTANTS = System.getProperty("latchkey.walk.mutants", "");

    private final Nodes nodes;
    private final List<Node> servers;
    private final Walker walker;

    /**
     * @param nodes   the nodes
     * @param servers the same, as processes
     */
    public NodesWalk(Nodes nodes, List<Node> servers) {
        this.nodes = nodes;
        this.servers = servers;
        this.walker = new Walker(nodes, Boolean.getBoolean("latchkey.walk.restarts"));
    }

    /** @return what the model refuses, with the shortest walks to it; empty for nothing */
    public List<String> found() {
        try {
            if (!STEPS.isEmpty()) {
                return walkAgain();
            }
            if (!MUTANTS.isEmpty()) {
                return missedMutants();
            }
            Report report = walk();
            System.out.println(report);
            return report.found();
        } finally {
            nodes.letGo();
        }
    }

    private List<String> walkAgain() {
        String mutant = System.getProperty("latchkey.walk.mutant", "");
        if (!mutant.isEmpty()) {
            mutants().forEach(process -> process.become(mutant));
        }
        Walk walk = walker.along(Steps.ALL.parse(STEPS));
        System.out.println(walk);
        return walk.faults().isEmpty() ? List.of() : List.of(walk.toString());
    }

    private Report walk() {
        Report report = new Report();
        while (report.found().size() < MOST_FAULTS
                && (TIME.isZero() ? report.walks() < COUNT : report.time().compareTo(TIME) < 0)) {
            long first = SEED + report.walks();
            List<Walk> walks = walker.drawn(LongStream.range(first, first + AT_ONCE).boxed().toList());
            report.add(walks);
            walks.stream().filter(report::isNew).findFirst().ifPresent(walk ->
                    report.found(walk, shortest(walk, "Found after " + report)));
        }
        return report;
    }

    private String shortest(Walk failed, String when) {
        if (!MUTANTS.isEmpty()) {
            // only whether a mutant is found, and how fast
            return when + failed;
        }
        Shrinking<Step, Walk> shrinking = new Shrinking<>((walk, steps) -> walker.along(steps));
        String text = when + ", seed " + SEED + shrinking.shortest(failed, List.of()).map(Walk::toString)
                .orElseGet(() -> ", not again by the same steps alone: " + failed);
        System.out.println(text);
        return text;
    }

    private List<String> missedMutants() {
        List<String> missed = new ArrayList<>();
        // a class can be replaced once it is in use
        System.out.println("without a mutant: " + walk());
        for (String name : mutants().get(0).names()) {
            mutants().forEach(process -> process.become(name));
            Report report = walk();
            mutants().forEach(process -> process.becomeItself(name));
            System.out.println(name + ": " + report);
            report.found().forEach(System.out::println);
            if (report.found().isEmpty()) {
                missed.add("not found: " + name);
            }
        }
        return missed;
    }

    private List<Mutants> mutants() {
        return servers.stream().map(node -> new Mutants(Path.of(MUTANTS), node.pid())).toList();
    }
}
