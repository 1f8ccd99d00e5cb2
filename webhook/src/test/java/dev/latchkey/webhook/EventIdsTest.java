package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final long NOW = 1_800_000_000_000L;

    @Test
    void idsOfANodeSortAsTheyWereMadeAlsoWhenTheClockIsSetBack() {
        EventIds ids = new EventIds(new SplittableRandom(1));
        String before = ids.next(NOW);
        for (long time : new long[] {NOW, NOW, NOW + 1, NOW - 60_000, NOW + 1}) {
            String next = ids.next(time);
            assertTrue(next.compareTo(before) > 0, () -> next);
            assertEquals(36, next.length());
            before = next;
        }
    }

    @Test
    void idsOfTwoNodesSortByTimeAndDiffer() {
        EventIds one = new EventIds(new SplittableRandom(1));
        EventIds two = new EventIds(new SplittableRandom(2));
        String early = one.next(NOW);
        assertTrue(!early.equals(two.next(NOW)));
        assertTrue(two.next(NOW + 1).compareTo(early) > 0);
        assertTrue(one.next(NOW + 2).compareTo(early) > 0);
    }
}
