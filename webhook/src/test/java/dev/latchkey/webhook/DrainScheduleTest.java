package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class DrainScheduleTest {

    private static final String REALM = "realm";

    private final DrainSchedule schedule = new DrainSchedule();

    @Test
    void aRealmIsTakenOnceWhenItsTimeHasCome() {
        schedule.plan(REALM, 1_000);
        assertEquals(List.of(), take(999));
        assertEquals(List.of(REALM), take(1_000));
        assertEquals(List.of(), take(2_000));
    }

    @Test
    void theEarlierTimeHolds() {
        schedule.plan(REALM, 1_000);
        schedule.plan(REALM, 300_000);
        assertEquals(List.of(REALM), take(1_000));
        schedule.plan(REALM, 300_000);
        schedule.plan(REALM, 2_000);
        assertEquals(List.of(REALM), take(2_000));
    }

    /** Events of the later time are not due at the earlier one, and a delivery that hangs may keep the realm busy. */
    @Test
    void attack_aLaterTime_isNotForgottenWithAnEarlierOne() {
        schedule.plan(REALM, 1_000);
        schedule.plan(REALM, 1_400);
        assertEquals(List.of(REALM), take(1_000));
        assertEquals(List.of(), take(1_399));
        assertEquals(List.of(REALM), take(1_400));
        assertEquals(List.of(), take(2_000));
    }

    @Test
    void timesThatLieCloseTogetherAreOne() {
        schedule.plan(REALM, 1_001);
        schedule.plan(REALM, 1_100);
        assertEquals(List.of(), take(1_099));
        assertEquals(List.of(REALM), take(1_100));
        assertEquals(List.of(), take(2_000));
    }

    private List<String> take(long now) {
        return schedule.take(now);
    }
}
