package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SecretCodeLimitTest {

    private static final SecretCodeLimit.Held NEW = held("new", "0", null);
    private static final SecretCodeLimit.Held IDLE = held("idle", "2", SecretCodeEndReason.IDLE);
    private static final SecretCodeLimit.Held OLD = held("old", "1", null);

    @Test
    void theOldestMakeRoomForTheNewOne() {
        assertEquals(List.of(), SecretCodeLimit.surplus(List.of(NEW, OLD), 3));
        assertEquals(List.of(ended(OLD, SecretCodeEndReason.REPLACED)),
                SecretCodeLimit.surplus(List.of(NEW, OLD), 2));
        assertEquals(List.of(ended(NEW, SecretCodeEndReason.REPLACED), ended(OLD, SecretCodeEndReason.REPLACED)),
                SecretCodeLimit.surplus(List.of(NEW, OLD), 1));
    }

    @Test
    void codesWhoseTimeIsOverEndAndTakeNoRoom() {
        assertEquals(List.of(ended(IDLE, SecretCodeEndReason.IDLE)),
                SecretCodeLimit.surplus(List.of(NEW, IDLE, OLD), 3));
    }

    @Test
    void theLowestSlotThatNoRemainingCodeHasIsFree() {
        assertEquals("0", SecretCodeLimit.freeSlot(List.of(), List.of()));
        assertEquals("2", SecretCodeLimit.freeSlot(List.of(NEW, OLD), List.of()));
        assertEquals("1", SecretCodeLimit.freeSlot(List.of(NEW, IDLE, OLD),
                List.of(ended(OLD, SecretCodeEndReason.REPLACED))));
    }

    private static SecretCodeLimit.Held held(String id, String slot, SecretCodeEndReason over) {
        return new SecretCodeLimit.Held(id, slot, Optional.ofNullable(over));
    }

    private static SecretCodeIssueResult.Replaced ended(SecretCodeLimit.Held code, SecretCodeEndReason reason) {
        return new SecretCodeIssueResult.Replaced(code.id(), reason);
    }
}
