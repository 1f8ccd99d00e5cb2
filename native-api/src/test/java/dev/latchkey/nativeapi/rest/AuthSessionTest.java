package dev.latchkey.nativeapi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;

import dev.latchkey.credential.RotatingSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthSessionTest {

    private static final String DEVICE = "A".repeat(22) + ".7." + "B".repeat(26) + "A";

    @Test
    void whatWasHandedOutIsReadBack() {
        AuthSession signIn = AuthSession.none().begin(new SecureRandom());
        assertReadBack(signIn);
        assertReadBack(signIn.holding(RotatingSecret.parse(DEVICE)));
        assertReadBack(signIn.holding(RotatingSecret.parse(DEVICE)).over());
        assertEquals(Optional.of(DEVICE), AuthSession.parse(DEVICE).orElseThrow().format());
    }

    @Test
    void whereNothingIsHeldThereIsNothingToKeep() {
        assertEquals(Optional.empty(), AuthSession.none().format());
        assertEquals(Optional.empty(), AuthSession.none().begin(new SecureRandom()).over().format());
    }

    @Test
    void theSessionsIdTellsNothingOfTheSecretAndFitsKeycloaksColumn() {
        AuthSession signIn = AuthSession.none().begin(new SecureRandom());
        String id = signIn.sessionId().orElseThrow();

        assertTrue(id.matches("[0-9a-f]{36}"), id);
        assertFalse(signIn.signIn().orElseThrow().contains(id.substring(0, 8)));
        assertEquals(Optional.empty(), AuthSession.parse(id), "and is not read as one");
        assertNotEquals(id, AuthSession.none().begin(new SecureRandom()).sessionId().orElseThrow());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "~", "x", "~" + "A.7.B", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA~",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA~x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000"})
    void garbageIsNotRead(String text) {
        assertEquals(Optional.empty(), AuthSession.parse(text));
    }

    @Test
    void hugeGarbageIsNotLookedAt() {
        assertEquals(Optional.empty(), AuthSession.parse("A".repeat(1_000_000)));
    }

    @Test
    void theTextShowsNoSecret() {
        AuthSession held = AuthSession.parse(DEVICE).orElseThrow().begin(new SecureRandom());
        assertFalse(held.toString().contains(held.signIn().orElseThrow()));
        assertFalse(held.toString().contains("BBBB"));
    }

    private static void assertReadBack(AuthSession held) {
        AuthSession read = AuthSession.parse(held.format().orElseThrow()).orElseThrow();
        assertEquals(held.signIn(), read.signIn());
        assertEquals(held.device().map(RotatingSecret::format), read.device().map(RotatingSecret::format));
    }
}
