package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;

import dev.latchkey.credential.RotatingSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCodeTextTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void aCodeIs48UrlSafeCharactersAndComesBackWhole() {
        byte[] mac = new byte[20];
        for (int generation : new int[] {1, 2, 65_536, Integer.MAX_VALUE}) {
            random.nextBytes(mac);
            RotatingSecret secret = new RotatingSecret(SecretCodeText.newSelector(random), generation, mac.clone());
            String text = SecretCodeText.of(secret);
            assertTrue(text.matches("[A-Za-z0-9_-]{48}"), text);
            RotatingSecret parsed = SecretCodeText.parse(text).orElseThrow();
            assertEquals(secret.selector(), parsed.selector());
            assertEquals(generation, parsed.generation());
            assertArrayEquals(secret.mac(), parsed.mac());
            assertEquals(text, SecretCodeText.of(parsed));
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "short",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000", "ＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡＡ"})
    void whatHasNotTheFormIsRefusedWithoutALookup(String text) {
        assertEquals(Optional.empty(), SecretCodeText.parse(text));
    }

    @Test
    void aGenerationThatWasNeverIssuedIsNoCode() {
        // selector, generation 0 and generation -1
        assertEquals(Optional.empty(), SecretCodeText.parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assertEquals(Optional.empty(), SecretCodeText.parse("AAAAAAAAAAAAAAAA_____wAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    }
}
