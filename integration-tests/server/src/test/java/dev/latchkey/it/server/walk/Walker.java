package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.walk.Seen;
import dev.latchkey.it.kit.walk.Walking;

/** Walks of several users at once, step by step, because they share clocks and keys. */
final class Walker implements Walking<Step, Walk> {

    private static final double SHARED = 0.2;
    private static final int RADIX = 36;
    /** A prefix of names, so that no run meets users of another. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), RADIX);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Nodes nodes;
    private final boolean restarts;
    private final Seen seen = new Seen();

    /** @param restarts whether walks restart nodes, which takes long */
    Walker(Nodes nodes, boolean restarts) {
        this.nodes = nodes;
        this.restarts = restarts;
    }

    /** The shared steps are the same for all of them. */
    @Override
    public List<Walk> drawn(List<Long> seeds) {
        List<Choice> choices = seeds.stream().map(Choice::new).toList();
        List<Walk> walks = begun(seeds.size());
        Random shared = new Random(seeds.get(0));
        shared.nextLong();
        int rounds = choices.stream().mapToInt(Choice::length).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            int now = round;
            List<Integer> walking = IntStream.range(0, walks.size()).filter(number ->
                    now < choices.get(number).length() && !walks.get(number).failed()).boxed().toList();
            if (walking.isEmpty()) {
                break;
            }
            if (shared.nextDouble() < SHARED) {
                happen(Choice.shared(shared, restarts), walking.stream().map(walks::get).toList());
            } else {
                Burst.of(walking.size(), walking.size(), index -> {
                    Walk walk = walks.get(walking.get(index));
                    walk.take(choices.get(walking.get(index)).next(walk.world(), seen));
                    return walk;
                });
            }
            nodes.pass(Duration.ofSeconds(1));
        }
        finish(walks);
        walks.forEach(walk -> seen.add(walk.situations()));
        return walks;
    }

    @Override
    public Walk along(Walk like, List<Step> steps) {
        return along(steps);
    }

    @Override
    public Walk again(String steps) {
        return along(Steps.ALL.parse(steps));
    }

    @Override
    public List<UnaryOperator<Walk>> easier(Walk walk) {
        return List.of();
    }

    private Walk along(List<Step> steps) {
        List<Walk> walk = begun(1);
        for (Step step : steps) {
            if (step instanceof Step.Shared shared) {
                happen(shared, walk);
            } else {
                walk.get(0).take(step);
            }
            nodes.pass(Duration.ofSeconds(1));
        }
        finish(walk);
        return walk.get(0);
    }

    private void happen(Step.Shared step, List<Walk> walks) {
        step.happen(nodes);
        walks.forEach(walk -> walk.take(step));
    }

    private List<Walk> begun(int count) {
        List<String> users = nodes.admin().users("walk-" + RUN + "-" + NUMBER.incrementAndGet() + "-", count);
        return users.stream().map(user -> new Walk(new World(nodes, user))).toList();
    }

    private void finish(List<Walk> walks) {
        nodes.probe(0).purge();
        nodes.probe(1).sweep();
        Burst.of(walks.size(), walks.size(), number -> {
            walks.get(number).finish();
            return number;
        });
    }
}
