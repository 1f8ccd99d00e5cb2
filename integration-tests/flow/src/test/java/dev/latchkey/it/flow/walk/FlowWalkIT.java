package dev.latchkey.it.flow.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

import dev.latchkey.it.flow.FlowServer;
import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.walk.Mutants;
import dev.latchkey.it.kit.walk.Report;
import dev.latchkey.it.kit.walk.Shrinking;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * An attacker who takes every possible step, in random order, with random powers: he reaches no more than his powers
 * allow. {@code docs/walks.md} describes how to walk longer and how to repeat a walk.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowWalkIT extends WalkTest {

    private static final int AT_ONCE = 16;
    private static final long SEED = Long.getLong("latchkey.walk.seed", 20_261_128);
    private static final int COUNT = Integer.getInteger("latchkey.walk.count", 32);
    private static final Duration TIME = Duration.ofMinutes(Long.getLong("latchkey.walk.minutes", 0));
    private static final int MOST_FAULTS = Integer.getInteger("latchkey.walk.faults", 1);

    private Walker walker;

    @BeforeEach
    void setOut() {
        walker = new Walker(new Server(walked().admin(), walked().getName(), secondsPassed(), this::clock,
                this::mailsHaveLeft, this::packFails), this::freshMails);
    }

    @Test
    @DisabledIfSystemProperty(named = "latchkey.walk.steps", matches = ".+")
    @DisabledIfSystemProperty(named = "latchkey.walk.mutants", matches = ".+")
    void attack_anySequenceOfSteps_reachesNoMoreThanThePowersAllow() {
        Report report = walk();
        System.out.println(report);
        if (Boolean.getBoolean("latchkey.walk.transitions")) {
            report.transitions().forEach(System.out::println);
        }
        assertTrue(report.found().isEmpty(), () -> String.join("\n\n", report.found()));
    }

    private Report walk() {
        Report report = new Report();
        while (report.found().size() < MOST_FAULTS && goesOn(report)) {
            long first = SEED + report.walks();
            List<Walk> walks = walker.drawn(LongStream.range(first, first + AT_ONCE).boxed().toList(), first);
            report.add(walks);
            walks.stream().filter(report::isNew).findFirst().ifPresent(walk -> report.found(walk, shortest(walk,
                    "Found after " + report)));
        }
        return report;
    }

    private String shortest(Walk walk, String when) {
        List<UnaryOperator<Walk>> weaker = walk.powers().all().stream().<UnaryOperator<Walk>>map(power ->
                other -> walker.along(other.powers().without(power), other.steps())).toList();
        Shrinking<Step, Walk> shrinking =
                new Shrinking<>((other, steps) -> walker.along(other.powers(), steps));
        String text = when + ", seed " + SEED + System.lineSeparator() + shrinking.shortest(walk, weaker)
                .map(Walk::toString).orElseGet(() -> "not again by the same steps alone: " + walk);
        System.out.println(text);
        return text;
    }

    private static boolean goesOn(Report report) {
        return TIME.isZero() ? report.walks() < COUNT : report.time().compareTo(TIME) < 0;
    }

    /** Repeats a walk that was printed; on a mutant where one is named. */
    @Test
    @EnabledIfSystemProperty(named = "latchkey.walk.steps", matches = ".+")
    void walkOnceMore() {
        String mutant = System.getProperty("latchkey.walk.mutant", "");
        if (!mutant.isEmpty()) {
            mutants().become(mutant);
        }
        try {
            walkAgain();
        } finally {
            if (!mutant.isEmpty()) {
                mutants().becomeItself(mutant);
            }
        }
    }

    private void walkAgain() {
        Walk walk = walker.along(Powers.parse(System.getProperty("latchkey.walk.powers", "none")),
                Alphabet.parse(System.getProperty("latchkey.walk.steps")));
        System.out.println(walk);
        assertEquals(List.of(), walk.faults(), walk::toString);
    }

    /** Whether walks find the fault of each mutant; mutants that are not found fail the test. */
    @Test
    @EnabledIfSystemProperty(named = "latchkey.walk.mutants", matches = ".+")
    @DisabledIfSystemProperty(named = "latchkey.walk.steps", matches = ".+")
    void walksFindMutants() {
        Mutants mutants = mutants();
        List<String> missed = new ArrayList<>();
        for (String name : mutants.names()) {
            mutants.become(name);
            setOut();
            Report report = walk();
            mutants.becomeItself(name);
            System.out.println(name + ": " + report);
            if (report.found().isEmpty()) {
                missed.add(name);
            }
        }
        assertEquals(List.of(), missed);
    }

    private Mutants mutants() {
        return new Mutants(Path.of(System.getProperty("latchkey.walk.mutants")), serverProcess());
    }

    @Test
    void everyStepIsReadFromItsText() {
        List<Step> steps = new ArrayList<>(Alphabet.steps());
        assertEquals(steps, Alphabet.parse(Alphabet.text(steps)));
    }
}
