package dev.latchkey.common.purge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class TimeSharesTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private long nanos;
    private final Map<String, Integer> turns = new HashMap<>();
    private final TimeShares shares = new TimeShares(LONGEST, () -> nanos);

    @Test
    void aBacklogOfOneTableLeavesTheOthersAllTheirWork() {
        run(Map.of("outbox", 1_000_000, "challenges", 30, "tokens", 20));
        assertEquals(30, turns.get("challenges"));
        assertEquals(20, turns.get("tokens"));
        assertEquals(300, turns.values().stream().mapToInt(Integer::intValue).sum(), "the rest of the time is used");
    }

    @Test
    void twoBacklogsShareTheTime() {
        run(Map.of("outbox", 1_000_000, "challenges", 1_000_000));
        assertEquals(150, turns.get("outbox"));
        assertEquals(150, turns.get("challenges"));
    }

    @Test
    void aTableHasItsFirstTurnAlsoWhenTheTimeIsOver() {
        shares.run(List.of("slow", "other"), job -> {
            nanos += Duration.ofMinutes(5).toNanos();
            turns.merge(job, 1, Integer::sum);
            return true;
        });
        assertEquals(Map.of("slow", 1, "other", 1), turns);
    }

    /** Each turn takes a tenth of a second. */
    private void run(Map<String, Integer> work) {
        shares.run(work.keySet(), job -> {
            nanos += 100_000_000;
            return turns.merge(job, 1, Integer::sum) < work.get(job);
        });
        assertTrue(nanos <= LONGEST.toNanos());
    }
}
