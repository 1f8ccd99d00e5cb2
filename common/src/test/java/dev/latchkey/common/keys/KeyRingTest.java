package dev.latchkey.common.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final MacMessage MESSAGE = MacMessage.of("realm", "user", "123456");

    @Test
    void whatWasSignedIsRecognised() {
        KeyRing ring = ring("new");
        assertEquals(MacCheck.MATCH, ring.verify(MESSAGE, ring.sign(MESSAGE)));
    }

    @Test
    void anotherMessageIsNot() {
        KeyRing ring = ring("new");
        assertEquals(MacCheck.MISMATCH, ring.verify(MacMessage.of("realm", "user", "123457"), ring.sign(MESSAGE)));
    }

    @Test
    void theFirstKeySignsAndARotatedOneStillVerifies() {
        SignedMac before = ring("old").sign(MESSAGE);
        KeyRing rotated = ring("new", "old");
        assertEquals("new", rotated.sign(MESSAGE).keyId());
        assertEquals(MacCheck.MATCH, rotated.verify(MESSAGE, before));
    }

    @Test
    void aKeyOfAnotherNodeIsToldFromAWrongCode() {
        assertEquals(MacCheck.UNKNOWN_KEY, ring("here").verify(MESSAGE, ring("there").sign(MESSAGE)));
    }

    @Test
    void noTwoListsOfFieldsAreTheSameMessage() {
        assertNotEquals(MacMessage.of("ab", "c").sha256(), MacMessage.of("a", "bc").sha256());
        assertNotEquals(MacMessage.of("a", "", "b").sha256(), MacMessage.of("a", "b", "").sha256());
        assertNotEquals(MacMessage.of("a\nb").sha256(), MacMessage.of("a", "b").sha256());
    }

    @Test
    void aShortPepperIsRefusedWithoutBeingRepeated() {
        String shortPepper = "only-thirty-one-characters-long";
        String refusal = assertThrows(IllegalArgumentException.class, () -> Pepper.of(shortPepper)).getMessage();
        assertFalse(refusal.contains(shortPepper));
        assertTrue(refusal.contains("32"));
    }

    @Test
    void theIdOfAPepperTellsPeppersApartAndNothingMore() {
        Pepper one = Pepper.of("a".repeat(32));
        Pepper other = Pepper.of("b".repeat(32));
        assertNotEquals(one.id(), other.id());
        assertEquals(8, one.id().length());
    }

    private static KeyRing ring(String... ids) {
        return Rings.of(ids);
    }
}
