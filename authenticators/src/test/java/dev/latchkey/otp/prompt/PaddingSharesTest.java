package dev.latchkey.otp.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaddingSharesTest {

    private final PaddingShares shares = new PaddingShares(32);

    @Test
    void attack_floodFromOneAddress_takesAQuarterInAllRealmsTogether() {
        int taken = 0;
        for (int i = 0; i < 32; i++) {
            taken += shares.take("realm " + i % 2, "flood") ? 1 : 0;
        }
        assertEquals(8, taken);
        assertEquals(8, shares.used());
        assertTrue(shares.take("realm 0", "another"));
    }

    @Test
    void attack_floodOfOneRealmFromManyAddresses_leavesTheOtherRealmsHalf() {
        int taken = 0;
        for (int i = 0; i < 64; i++) {
            taken += shares.take("flooded", "flood " + i) ? 1 : 0;
        }
        assertEquals(16, taken);
        assertTrue(shares.take("another", "somebody"));
    }

    @Test
    void whatIsRefusedHoldsNothing() {
        for (int i = 0; i < 16; i++) {
            assertTrue(shares.take("flooded", "flood " + i));
        }
        assertFalse(shares.take("flooded", "victim"));
        for (int i = 0; i < 16; i++) {
            shares.release("flooded", "flood " + i);
        }
        assertEquals(0, shares.used());
        for (int i = 0; i < 8; i++) {
            assertTrue(shares.take("flooded", "victim"), "none was held while it was refused");
        }
    }
}
