package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import dev.latchkey.signin.account.AccountSnapshot;
import org.junit.jupiter.api.Test;

class AccountAtSignInTest {

    @Test
    void itsTextContainsAllOfIt() {
        for (String attribute : new String[] {"", "stamp", "a stamp with spaces"}) {
            AccountAtSignIn before = AccountAtSignIn.of(account("a@example.com", 7, attribute, "1"));
            assertEquals(Optional.of(before), AccountAtSignIn.parse(before.text()));
        }
        assertEquals(Optional.empty(), AccountAtSignIn.parse(null));
        assertEquals(Optional.empty(), AccountAtSignIn.parse("x"));
    }

    @Test
    void everyChangeIsSeen() {
        AccountAtSignIn before = AccountAtSignIn.of(account("a@example.com", 7, "stamp", "1"));
        assertTrue(before.isUnchanged(account("a@example.com", 7, "stamp", "1")));
        assertTrue(before.isUnchanged(account("a@example.com", 7, "", "1")));
        assertFalse(before.isUnchanged(account("a@example.com", 8, "stamp", "1")));
        assertFalse(before.isUnchanged(account("a@example.com", 0, "stamp", "1")));
        assertFalse(before.isUnchanged(account("a@example.com", 7, "stamp", "2")));
        assertFalse(before.isUnchanged(account("b@example.com", 7, "stamp", "1")));
    }

    private static AccountSnapshot account(String email, long passwordChangedAt, String attribute, String stamp) {
        return new AccountSnapshot("realm", "user", email, passwordChangedAt, attribute, name -> stamp);
    }
}
