package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;

import org.junit.jupiter.api.Test;

class ProviderLogoutKeyTest {

    /** Of the column that holds the ids of sessions. */
    private static final int LONGEST = 36;

    @Test
    void isAsLongAsItsColumnHoweverLongTheId() {
        String key = ProviderLogoutKey.ofUser("realm", "alias." + "x".repeat(10_000));
        assertEquals(LONGEST, key.length());
        assertTrue(key.startsWith(ProviderLogoutKey.PREFIX));
    }

    @Test
    void usersSessionsAndRealmsHaveKeysOfTheirOwn() {
        assertEquals(4, Set.of(ProviderLogoutKey.ofUser("realm", "a.b"), ProviderLogoutKey.ofSession("realm", "a.b"),
                ProviderLogoutKey.ofUser("other", "a.b"), ProviderLogoutKey.ofUser("realm", "ab.")).size());
    }
}
