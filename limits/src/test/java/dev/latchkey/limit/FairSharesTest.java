package dev.latchkey.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class FairSharesTest {

    private final FairShares shares = new FairShares(12, 100);

    @Test
    void attack_oneHolderThatTakesAllItCan_leavesHalf() {
        assertEquals(6, takeAll("flood"));
        assertTrue(shares.take("another"));
    }

    @Test
    void attack_manyHoldersThatTakeAllTheyCan_leaveOneForEachOfTheNext() {
        assertEquals(9, takeAll("flood 1") + takeAll("flood 2") + takeAll("flood 3") - 1);
        assertTrue(shares.take("next"));
        assertFalse(shares.take("next"), "the others that have none come first");
        assertTrue(shares.take("last"));
        assertFalse(shares.take("too late"));
    }

    @Test
    void noHolderGetsMoreThanTheMostOfOne() {
        FairShares few = new FairShares(100, 3);
        assertTrue(few.take("one") && few.take("one") && few.take("one"));
        assertFalse(few.take("one"));
        assertTrue(few.take("two"));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        takeAll("one");
        shares.release("one");
        assertEquals(5, shares.used());
        assertTrue(shares.take("one"));
        assertFalse(shares.take("one"));
    }

    @Test
    void whatIsGivenBackTwiceAddsNothing() {
        takeAll("one");
        shares.take("another");
        shares.release("another");
        shares.release("another");
        assertEquals(6, shares.used());
    }

    @Test
    void whoHasToWaitIsToldOnceWhenSomethingIsGivenBack() {
        AtomicInteger told = new AtomicInteger();
        takeAll("one");
        assertFalse(shares.takeOrWait("one", told::incrementAndGet));
        shares.release("one");
        shares.release("one");
        assertEquals(1, told.get());
    }

    private int takeAll(String claimant) {
        int taken = 0;
        while (shares.take(claimant)) {
            taken++;
        }
        return taken;
    }
}
