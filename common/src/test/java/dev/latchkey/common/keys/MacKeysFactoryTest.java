package dev.latchkey.common.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class MacKeysFactoryTest {

    private static final String PEPPER = "a-pepper-of-32-characters-or-more";

    @Test
    void noPepperMayStandInTheListAndIsNotTooShort() {
        assertEquals(List.of("none", PEPPER), MacKeysFactory.checked(new String[] {"none", " " + PEPPER}, false));
        assertEquals(List.of(), MacKeysFactory.checked(null, false));
    }

    @Test
    void noPepperIsRetiredOnlyWhereThereIsOne() {
        assertEquals(List.of(PEPPER), MacKeysFactory.checked(new String[] {PEPPER}, true));
        for (String[] configured : new String[][] {null, {}, {"none", PEPPER}, {PEPPER, "none"}}) {
            assertTrue(assertThrows(IllegalArgumentException.class,
                    () -> MacKeysFactory.checked(configured, true)).getMessage().contains("retire-unpeppered"));
        }
    }
}
