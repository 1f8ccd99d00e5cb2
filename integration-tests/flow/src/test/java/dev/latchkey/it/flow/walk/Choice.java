package dev.latchkey.it.flow.walk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.walk.Drawing;
import dev.latchkey.it.kit.walk.Seen;

/**
 * Draws the next step of one walk among those that are possible. Only the frequencies of kinds of steps, names and
 * right answers are set, not an order of steps. Each walk leaves out many kinds and parameters of steps, and prefers
 * some of the remaining kinds, so that these are combined more often (swarm testing). Many walks begin as an earlier
 * one that has reached something new, and now and then a step of the same walk is taken once more.
 */
final class Choice {

    private static final double STAYS = 0.85;
    private static final double STAYS_LONG = 0.98;
    private static final double HONEST = 0.25;
    private static final double NO_TAB = 0.1;
    private static final double RIGHT = 8;
    private static final double FOCUS = 3;
    private static final double ONCE_MORE = 0.12;
    private static final double LEFT_OUT = 0.5;
    /** By how much walks differ in the frequency of each kind of step. */
    private static final double SPREAD = 1.2;
    private static final int SHORTEST = 6;
    private static final int LONGEST = 24;
    private static final List<Seat> SEATS = List.of(Seat.FIRST, Seat.FIRST, Seat.SECOND, Seat.ELSEWHERE,
            Seat.ELSEWHERE);
    private static final Map<Seat, List<Step>> AT = new EnumMap<>(Seat.class);
    private static final List<Step> ELSEWHERE = new ArrayList<>();

    static {
        for (Step step : Alphabet.steps()) {
            step.seat().ifPresentOrElse(seat -> AT.computeIfAbsent(seat, any -> new ArrayList<>()).add(step),
                    () -> ELSEWHERE.add(step));
        }
        ELSEWHERE.removeIf(step -> step.kind() == Step.Kind.TIME);
    }

    private final Random random;
    private final Powers powers;
    private final Who focus;
    private final int length;
    private final double stays;
    private final Set<String> leftOut = new TreeSet<>();
    private final Map<Step.Kind, Double> inclinations = new EnumMap<>(Step.Kind.class);
    private final Deque<Step> beginning;
    private final List<Step> drawn = new ArrayList<>();
    private Seat last = Seat.FIRST;

    /**
     * @param seed    of all random choices
     * @param reached earlier walks that have reached something new
     */
    Choice(long seed, Reached reached) {
        random = new Random(seed);
        // the first random numbers of neighbouring seeds are alike
        random.nextLong();
        Reached.Beginning begun = reached.draw(random);
        powers = begun.powers();
        beginning = new ArrayDeque<>(begun.steps());
        focus = random.nextBoolean() ? Who.VICTIM : Who.NEWCOMER;
        length = beginning.size() + SHORTEST + random.nextInt(LONGEST - SHORTEST);
        Alphabet.steps().stream().map(Step::feature).distinct().filter(feature -> random.nextDouble() < LEFT_OUT)
                .forEach(leftOut::add);
        leftOut.removeAll(Set.of("", Step.Kind.ANSWER.name(), Step.Name.nameOf(focus)));
        if (powers.has(Power.LEVELS)) {
            leftOut.remove(Alphabet.LEVEL);
        }
        stays = random.nextBoolean() ? STAYS : STAYS_LONG;
        for (Step.Kind kind : Step.Kind.values()) {
            inclinations.put(kind, Math.exp(SPREAD * random.nextGaussian()));
        }
    }

    Powers powers() {
        return powers;
    }

    int length() {
        return length;
    }

    /** Draws the next step; steps that were rarely taken in the same situation, or at the same page, are preferred. */
    Step next(World world, Seen seen) {
        Step next = beginning.isEmpty() ? onceMore(world).orElseGet(() -> anyOf(world, seen)) : beginning.remove();
        drawn.add(next);
        next.seat().filter(Seat::attackers).ifPresent(seat -> last = seat);
        return next;
    }

    private Optional<Step> onceMore(World world) {
        if (random.nextDouble() > ONCE_MORE) {
            return Optional.empty();
        }
        List<Step> possible = drawn.stream().distinct().filter(step -> step.possible(world)).toList();
        return possible.isEmpty() ? Optional.empty() : Optional.of(possible.get(random.nextInt(possible.size())));
    }

    private Step anyOf(World world, Seen seen) {
        List<Step> possible = List.of();
        while (possible.isEmpty()) {
            possible = candidates().stream().filter(step -> !leftOut.contains(step.feature())
                    && step.possible(world)).toList();
        }
        return Drawing.draw(random, possible, Step::kind, (step, ofKind) -> step.kind().weight()
                * inclinations.get(step.kind()) / ofKind * liking(step)
                * seen.novelty(Walk.situation(step, world)) * Math.sqrt(seen.novelty(Walk.origin(step, world))));
    }

    /** Right answers, and names of the user that the walk concentrates on, lead further than others. */
    private double liking(Step step) {
        if (step instanceof Step.Answer answer) {
            return answer.with() == With.RIGHT ? RIGHT : 1;
        }
        if (step instanceof Step.Name name) {
            return (name.with() == With.RIGHT ? RIGHT : 1) * (name.who() == focus ? FOCUS : 1);
        }
        if (step instanceof Step.Request request && request.client().equals(WalkTest.LEVELS_APP)) {
            return FOCUS;
        }
        return step instanceof Step.Naming naming && naming.who() == focus ? FOCUS : 1;
    }

    private List<Step> candidates() {
        double drawn = random.nextDouble();
        boolean company = powers.has(Power.OWNER) || powers.has(Power.NEWCOMER);
        double elsewhere = powers.has(Power.ADMIN) ? 2 * NO_TAB : NO_TAB;
        if (drawn < elsewhere) {
            return ELSEWHERE;
        }
        if (company && drawn < elsewhere + HONEST) {
            boolean owner = powers.has(Power.OWNER) && (!powers.has(Power.NEWCOMER) || random.nextBoolean());
            return AT.get(owner ? Seat.OWNER : Seat.NEWCOMER);
        }
        if (random.nextDouble() > stays) {
            last = SEATS.get(random.nextInt(SEATS.size()));
        }
        return AT.get(last);
    }
}
