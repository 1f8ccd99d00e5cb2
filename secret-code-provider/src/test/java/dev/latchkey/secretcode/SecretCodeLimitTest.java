package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import org.junit.jupiter.api.Test;

class SecretCodeLimitTest {

    private static final SecretCodeLimit.Held NEW = held("new", "0", null);
    private static final SecretCodeLimit.Held IDLE = held("idle", "2", EndReason.IDLE);
    private static final SecretCodeLimit.Held OLD = held("old", "1", null);

    @Test
    void theOldestMakeRoomForTheNewOne() {
        assertEquals(List.of(), SecretCodeLimit.surplus(List.of(NEW, OLD), 3));
        assertEquals(List.of(ended(OLD, EndReason.REPLACED)),
                SecretCodeLimit.surplus(List.of(NEW, OLD), 2));
        assertEquals(List.of(ended(NEW, EndReason.REPLACED), ended(OLD, EndReason.REPLACED)),
                SecretCodeLimit.surplus(List.of(NEW, OLD), 1));
    }

    @Test
    void codesWhoseTimeIsOverEndAndTakeNoRoom() {
        assertEquals(List.of(ended(IDLE, EndReason.IDLE)),
                SecretCodeLimit.surplus(List.of(NEW, IDLE, OLD), 3));
    }

    @Test
    void theLowestSlotThatNoRemainingCodeHasIsFree() {
        assertEquals("0", SecretCodeLimit.freeSlot(List.of(), List.of()));
        assertEquals("2", SecretCodeLimit.freeSlot(List.of(NEW, OLD), List.of()));
        assertEquals("1", SecretCodeLimit.freeSlot(List.of(NEW, IDLE, OLD),
                List.of(ended(OLD, EndReason.REPLACED))));
    }

    private static SecretCodeLimit.Held held(String id, String slot, EndReason over) {
        return new SecretCodeLimit.Held(id, slot, Optional.ofNullable(over));
    }

    private static SecretCodeIssueResult.Replaced ended(SecretCodeLimit.Held code, EndReason reason) {
        return new SecretCodeIssueResult.Replaced(code.id(), reason);
    }
}
