package dev.latchkey.common.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LabelTest {

    private static final String SMILE = "\ud83d\ude42";

    @Test
    void aLabelFitsWhereCharactersAreCountedByUtf16() {
        assertEquals("x".repeat(64), Label.shorten("x".repeat(65)));
        assertEquals(SMILE.repeat(32), Label.shorten(SMILE.repeat(64)));
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertEquals("x" + SMILE.repeat(31), Label.shorten("x" + SMILE.repeat(32)));
        assertEquals("", Label.cut(SMILE, 1));
        assertEquals("", Label.cut(SMILE, 0));
    }
}
