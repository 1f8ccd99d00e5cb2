package dev.latchkey.common.webhook;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AgendaTest {

    private static final String REALM = "realm";

    private final Agenda agenda = new Agenda();

    @Test
    void aRealmIsTakenOnceWhenItsTimeHasCome() {
        agenda.plan(REALM, 1_000);
        assertEquals(List.of(), take(999));
        assertEquals(List.of(REALM), take(1_000));
        assertEquals(List.of(), take(2_000));
    }

    @Test
    void theEarlierTimeHolds() {
        agenda.plan(REALM, 1_000);
        agenda.plan(REALM, 300_000);
        assertEquals(List.of(REALM), take(1_000));
        agenda.plan(REALM, 300_000);
        agenda.plan(REALM, 2_000);
        assertEquals(List.of(REALM), take(2_000));
    }

    private List<String> take(long now) {
        return agenda.take(now);
    }
}
