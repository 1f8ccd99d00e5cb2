package dev.latchkey.otp.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvitationTest {

    private static boolean isFor(String invited, String typed) {
        return new Invitation("id", "organization", invited, null, null, null).isFor(typed);
    }

    /**
     * U+0130 and U+0131 are other letters than i, which a comparison that ignores case takes for the same. The Kelvin
     * sign U+212A becomes a k in lower case, and the mail goes to the address with the k.
     */
    @ParameterizedTest
    @CsvSource({"nina@corp.example, nina@corp.example, true", "Nina@Corp.example, nINA@corp.EXAMPLE, true",
            "nina@corp.example, nina@corp.example.org, false", "nina@corp.example, nna@corp.example, false",
            "nina@corp.example, n\u0130na@corp.example, false", "nina@corp.example, n\u0131na@corp.example, false",
            "NINA@corp.example, n\u0131na@corp.example, false", "kim@corp.example, \u212Aim@corp.example, true"})
    void attack_homographOfTheInvitedAddress_isAnotherAddress(String invited, String typed, boolean same) {
        assertEquals(same, isFor(invited, typed));
    }

    @Test
    void noAddressIsNotTheInvitedOne() {
        assertFalse(isFor("nina@corp.example", null));
    }
}
