package dev.latchkey.it.flow.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

import dev.latchkey.it.flow.FlowServer;
import dev.latchkey.it.flow.WalkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * An attacker who does whatever can be done, in random order, with random powers: whatever he comes to, it is what his
 * powers allow. {@code docs/walks.md} says how to walk longer and how to repeat a walk.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowWalkIT extends WalkTest {

    private static final int AT_ONCE = 16;
    private static final long SEED = Long.getLong("latchkey.walk.seed", 20_261_128);
    private static final int COUNT = Integer.getInteger("latchkey.walk.count", 128);
    private static final Duration TIME = Duration.ofMinutes(Long.getLong("latchkey.walk.minutes", 0));
    private static final int MOST_FAULTS = Integer.getInteger("latchkey.walk.faults", 1);

    private Walker walker;

    @BeforeEach
    void setOut() {
        walker = new Walker(new Server(walked().admin(), walked().getName(), this::clock, this::mailsHaveLeft),
                this::freshMails);
    }

    @Test
    @DisabledIfSystemProperty(named = "latchkey.walk.steps", matches = ".+")
    void attack_anySequenceOfSteps_reachesNoMoreThanThePowersAllow() {
        long began = System.nanoTime();
        int walked = 0;
        int steps = 0;
        Set<String> transitions = new TreeSet<>();
        Map<String, String> faults = new LinkedHashMap<>();
        while (faults.size() < MOST_FAULTS && goesOn(walked, began)) {
            long first = walked;
            List<Walk> walks = walker.drawn(LongStream.range(first, first + AT_ONCE).mapToObj(n -> SEED + n).toList(),
                    SEED + first);
            walked += walks.size();
            steps += walks.stream().mapToInt(walk -> walk.steps().size()).sum();
            walks.forEach(walk -> transitions.addAll(walk.transitions()));
            for (int number = 0; number < walks.size(); number++) {
                Walk walk = walks.get(number);
                if (!walk.faults().isEmpty() && walk.faults().stream().noneMatch(faults::containsKey)) {
                    String found = String.format("Walk %d of seed %d, after %d s%n", first + number, SEED,
                            seconds(began));
                    String shortest = new Shrinking(walker).shortest(walk).map(Walk::toString)
                            .orElseGet(() -> "not again by the same steps alone: " + walk);
                    System.out.println(found + shortest);
                    walk.faults().forEach(fault -> faults.put(fault, found + shortest));
                }
            }
        }
        System.out.printf("%d walks, %d steps, %d distinct transitions in %d s%n", walked, steps, transitions.size(),
                seconds(began));
        if (Boolean.getBoolean("latchkey.walk.transitions")) {
            transitions.forEach(System.out::println);
        }
        assertTrue(faults.isEmpty(), () -> String.join("\n\n", new TreeSet<>(faults.values())));
    }

    private static boolean goesOn(int walked, long began) {
        return TIME.isZero() ? walked < COUNT : seconds(began) < TIME.toSeconds();
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    /** A walk that was printed, once more. */
    @Test
    @EnabledIfSystemProperty(named = "latchkey.walk.steps", matches = ".+")
    void walkOnceMore() {
        Walk walk = walker.along(Powers.parse(System.getProperty("latchkey.walk.powers", "none")),
                Alphabet.parse(System.getProperty("latchkey.walk.steps")));
        System.out.println(walk);
        assertEquals(List.of(), walk.faults(), walk::toString);
    }

    @Test
    void everyStepIsReadFromItsText() {
        List<Step> steps = new ArrayList<>(Alphabet.steps());
        assertEquals(steps, Alphabet.parse(Alphabet.text(steps)));
    }
}
