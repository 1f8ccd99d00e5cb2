package dev.latchkey.refreshtoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpentTokenTest {

    private static final String REALM = "realm";

    @Test
    void tokensIssuedForTheSameOneShareARank() {
        SpentToken token = token("a", null);
        assertEquals(token.nextRank(), token("b", "a").rank());
        assertEquals(token.nextRank(), token("c", "a").rank());
        assertNotEquals(token("b", "a").hash(), token("c", "a").hash());
    }

    @Test
    void tokensOfDifferentChainsShareNone() {
        assertNotEquals(token("b", "a").rank(), token("b", "x").rank());
        assertNotEquals(token("a", null).rank(), token("a", null).nextRank());
        assertNotEquals(token("a", null).rank(), new SpentToken("other", "user", "a", null, 0).rank());
    }

    @Test
    void onlyAClientThatHasAuthenticatedMayRepeat() {
        long now = 1_000_000;
        assertEquals(now - 10_000, new ReusePolicy(0, true).repeatableAfter(now));
        assertTrue(new ReusePolicy(0, false).repeatableAfter(now) > now);
    }

    private static SpentToken token(String id, String previous) {
        return new SpentToken(REALM, "user", id, previous, 0);
    }
}
