package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.latchkey.it.flow.FlowMails;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.walk.Seen;
import dev.latchkey.it.kit.walk.Walking;

/** Walks on the real server: several side by side, step by step, because they share its clock. */
final class Walker implements Walking<Step, Walk> {

    private static final Duration SINCE_SIGN_IN = Duration.ofMinutes(10);
    private static final double TIME_PASSES = 0.12;
    private static final int RADIX = 36;
    /** A prefix of names, so that no run meets accounts of another. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), RADIX);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Server server;
    private final Supplier<FlowMails> mails;
    private final Seen seen = new Seen();
    private final Reached reached = new Reached();

    Walker(Server server, Supplier<FlowMails> mails) {
        this.server = server;
        this.mails = mails;
    }

    /** Time passes for all of them. */
    @Override
    public List<Walk> drawn(List<Long> seeds) {
        List<Choice> choices = seeds.stream().map(seed -> new Choice(seed, reached)).toList();
        List<Walk> walks = begun(choices.stream().map(Choice::powers).toList());
        Random clock = new Random(seeds.get(0));
        clock.nextLong();
        int rounds = choices.stream().mapToInt(Choice::length).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            List<Integer> walking = walking(choices, walks, round);
            if (clock.nextDouble() < TIME_PASSES) {
                Step.Pass pass = new Step.Pass(Alphabet.times().get(clock.nextInt(Alphabet.times().size())));
                walking.forEach(number -> walks.get(number).take(pass));
                server.pass(pass.time().toSeconds());
            } else if (!walking.isEmpty()) {
                Burst.of(walking.size(), walking.size(), index -> {
                    Walk walk = walks.get(walking.get(index));
                    walk.take(choices.get(walking.get(index)).next(walk.world(), seen));
                    return walk;
                });
            }
            next(walks);
        }
        finish(walks);
        walks.forEach(walk -> seen.add(walk.situations()));
        walks.forEach(walk -> seen.add(walk.origins()));
        walks.forEach(reached::add);
        return walks;
    }

    private static List<Integer> walking(List<Choice> choices, List<Walk> walks, int round) {
        return IntStream.range(0, walks.size())
                .filter(number -> round < choices.get(number).length() && !walks.get(number).failed()).boxed().toList();
    }

    @Override
    public Walk along(Walk like, List<Step> steps) {
        return along(like.powers(), steps);
    }

    @Override
    public Walk again(String steps) {
        return along(Powers.parse(System.getProperty("latchkey.walk.powers", "none")), Alphabet.parse(steps));
    }

    @Override
    public List<UnaryOperator<Walk>> easier(Walk walk) {
        return walk.powers().all().stream().<UnaryOperator<Walk>>map(power ->
                other -> along(other.powers().without(power), other.steps())).toList();
    }

    private Walk along(Powers powers, List<Step> steps) {
        List<Walk> walk = begun(List.of(powers));
        for (Step step : steps) {
            walk.get(0).take(step);
            if (step instanceof Step.Pass pass) {
                server.pass(pass.time().toSeconds());
            }
            next(walk);
        }
        finish(walk);
        return walk.get(0);
    }

    private List<Walk> begun(List<Powers> powers) {
        FlowMails arriving = mails.get();
        List<Accounts> accounts = new ArrayList<>();
        Map<String, String> passwords = new LinkedHashMap<>();
        powers.forEach(any -> {
            Accounts made = new Accounts("walk-" + RUN + "-" + NUMBER.incrementAndGet() + "-", "");
            accounts.add(made);
            passwords.putAll(made.atFirst());
        });
        Map<String, String> ids = server.accounts(passwords);
        List<Walk> walks = IntStream.range(0, powers.size()).mapToObj(number -> new Walk(server, arriving,
                new Accounts(accounts.get(number).name(), ids.get(accounts.get(number).victimsEmail())),
                powers.get(number))).toList();
        Burst.of(walks.size(), walks.size(), number -> {
            walks.get(number).begin();
            return number;
        });
        server.pass(SINCE_SIGN_IN.toSeconds());
        return walks;
    }

    private void next(List<Walk> walks) {
        server.awaitMails();
        walks.forEach(walk -> walk.world().settled());
        server.pass(1);
    }

    private void finish(List<Walk> walks) {
        server.awaitMails();
        Burst.of(walks.size(), walks.size(), number -> {
            walks.get(number).finish();
            return number;
        });
    }
}
