package dev.latchkey.common.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MacKeysTest {

    private static final Pepper PEPPER = Pepper.of("0123456789".repeat(4));

    @Test
    void aKeyIsNamedAsKeycloakAndThePepperNameIt() {
        assertEquals("kid/" + PEPPER.id(), MacKeys.id("kid", PEPPER));
        assertEquals("kid/-", MacKeys.id("kid", Pepper.NONE));
    }

    @Test
    void theNameOfAnImportedKeyMayBeLong() {
        String one = MacKeys.id("k".repeat(4_000) + 1, PEPPER);
        assertTrue(one.length() <= 100, one);
        assertTrue(one.endsWith('/' + PEPPER.id()), one);
        assertNotEquals(one, MacKeys.id("k".repeat(4_000) + 2, PEPPER));
    }
}
