package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ServerPaceTest {

    private static final int MOST = 32;
    private static final int BACKLOG = 200;
    private static final Duration SLOW = Duration.ofMillis(300);
    private static final Duration QUICK = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ServerPace pace = new ServerPace(MOST);
    private List<Integer> running = new ArrayList<>();

    @Test
    void aServerOfWhichNothingIsKnownGetsFourMailsAtOnce() {
        assertEquals(ServerPace.START, fill(BACKLOG));
    }

    @Test
    void theNumberGrowsWithTheBacklogOfAServerThatTakesItsTime() {
        List<Integer> rounds = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            rounds.add(fill(BACKLOG));
            endAll(SLOW, ServerAnswer.TAKEN, BACKLOG);
        }
        assertEquals(List.of(4, 8, 16, 32, 32), rounds);
    }

    @Test
    void aQuickServerGetsNoMoreThanItsBacklogNeeds() {
        for (int round = 0; round < 20; round++) {
            fill(BACKLOG);
            endAll(QUICK, ServerAnswer.TAKEN, BACKLOG);
        }
        assertEquals(ServerPace.START, fill(BACKLOG), "200 mails of 5 ms are gone after a quarter of a second");
    }

    @Test
    void theNumberShrinksWithTheBacklog() {
        grow();
        assertEquals(1, fill(1));
        endAll(SLOW, ServerAnswer.TAKEN, 0);
        assertEquals(0, fill(0));
        assertEquals(12, fill(12), "and grows at once where the server is known to cope");
    }

    @Test
    void attack_aServerThatHangs_isLeftOneMailAtATime() {
        grow();
        List<Integer> rounds = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            rounds.add(fill(BACKLOG));
            endAll(TIMEOUT, ServerAnswer.FAULT, BACKLOG);
        }
        assertEquals(List.of(32, 16, 8, 4, 2, 1), rounds, "what fails together counts once");
        assertEquals(1, fill(BACKLOG));
    }

    @Test
    void aServerThatHasRecoveredGetsMoreAgain() {
        attack_aServerThatHangs_isLeftOneMailAtATime();
        endAll(SLOW, ServerAnswer.TAKEN, BACKLOG);
        assertEquals(2, fill(BACKLOG));
        endAll(SLOW, ServerAnswer.TAKEN, BACKLOG);
        assertEquals(4, fill(BACKLOG));
    }

    @Test
    void attack_refusedRecipients_slowDownNoOtherMail() {
        grow();
        fill(BACKLOG);
        endAll(SLOW, ServerAnswer.REFUSED, BACKLOG);
        assertEquals(MOST, fill(BACKLOG));
    }

    @Test
    void theOperatorsBoundHoldsBelowFourToo() {
        ServerPace single = new ServerPace(1);
        for (int round = 0; round < 5; round++) {
            int begun = single.begun();
            assertEquals(false, single.admits(BACKLOG));
            single.ended(begun, SLOW, ServerAnswer.TAKEN, BACKLOG);
            assertEquals(true, single.admits(BACKLOG));
        }
    }

    private void grow() {
        for (int round = 0; round < 5; round++) {
            fill(BACKLOG);
            endAll(SLOW, ServerAnswer.TAKEN, BACKLOG);
        }
    }

    /** Begins as many of the waiting mails as it admits; returns how many are under way then. */
    private int fill(int backlog) {
        for (int waiting = backlog; pace.admits(waiting); waiting--) {
            running.add(pace.begun());
        }
        return running.size();
    }

    private void endAll(Duration took, ServerAnswer answer, int waiting) {
        List<Integer> ended = running;
        running = new ArrayList<>();
        ended.forEach(begun -> pace.ended(begun, took, answer, waiting));
    }
}
