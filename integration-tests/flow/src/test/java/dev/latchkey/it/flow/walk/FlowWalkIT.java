package dev.latchkey.it.flow.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.it.flow.FlowServer;
import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.walk.WalkRun;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * An attacker who takes every possible step, in random order, with random powers: he reaches no more than his powers
 * allow. {@code docs/walks.md} describes how to walk longer and how to repeat a walk.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowWalkIT extends WalkTest {

    private static final int AT_ONCE = 16;
    private static final long SEED = 20_261_128;

    @Test
    void attack_anySequenceOfSteps_reachesNoMoreThanThePowersAllow() {
        List<String> found = new WalkRun<>(this::walker, () -> List.of(serverProcess()), AT_ONCE, SEED, 2).found();
        assertTrue(found.isEmpty(), () -> String.join("\n\n", found));
    }

    private Walker walker() {
        return new Walker(new Server(walked().admin(), walked().getName(), secondsPassed(), this::clock,
                this::mailsHaveLeft, this::packFails), this::freshMails);
    }

    @Test
    void everyStepIsReadFromItsText() {
        List<Step> steps = new ArrayList<>(Alphabet.steps());
        assertEquals(steps, Alphabet.parse(Alphabet.text(steps)));
    }
}
