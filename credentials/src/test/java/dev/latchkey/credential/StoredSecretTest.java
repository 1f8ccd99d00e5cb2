package dev.latchkey.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.Rings;
import org.junit.jupiter.api.Test;

class StoredSecretTest {

    private static final String OLD = "kid/old";
    private static final String NEW = "kid/new";
    private static final String NONE = "kid/-";
    private static final RotatingSecret.Row ROW = new RotatingSecret.Row("device", "realm", "selector", "salt");

    private final KeyRing all = Rings.of(NEW, OLD, NONE);

    @Test
    void theNewestAndTheOneBeforeAreProvenByTheKeysOfTheRow() {
        StoredSecret stored = stored(5, NEW, OLD);
        assertEquals(Optional.of(NEW), stored.provenBy(all, secret(NEW, 5)));
        assertEquals(Optional.of(OLD), stored.provenBy(all, secret(OLD, 5)));
        assertEquals(Optional.of(OLD), stored.provenBy(all, secret(OLD, 4)));
        assertEquals(Optional.empty(), stored(5, NEW, null).provenBy(all, secret(OLD, 5)));
        assertEquals(Optional.empty(), stored(5, NEW, null).provenBy(all, secret(OLD, 4)));
    }

    @Test
    void anOlderOneAndOneAheadAreProvenByAnyKeyThatMayHaveMadeThem() {
        StoredSecret stored = stored(5, NEW, null);
        assertEquals(Optional.of(OLD), stored.provenBy(all, secret(OLD, 3)));
        assertEquals(Optional.of(OLD), stored.provenBy(all, secret(OLD, 9)));
        assertEquals(Optional.of(NEW), stored(5, NONE, null).provenBy(all, secret(NEW, 9)));
        assertEquals(Optional.of(NEW), stored(5, "kid/retired", null).provenBy(all, secret(NEW, 9)));
    }

    @Test
    void attack_aKeyWithoutPepperProvesNothingOfARowThatHasOne() {
        for (int generation : new int[] {3, 4, 5, 9}) {
            assertEquals(Optional.empty(), stored(5, NEW, OLD).provenBy(all, secret(NONE, generation)));
        }
        assertEquals(Optional.of(NONE), stored(5, NONE, null).provenBy(all, secret(NONE, 9)));
    }

    @Test
    void aRowUnderAnUnknownKeyIsRefused() {
        StoredSecret stored = stored(5, "kid/elsewhere", OLD);
        for (int generation : new int[] {3, 4, 5}) {
            assertEquals(Optional.empty(), stored.provenBy(all, secret(OLD, generation)));
        }
        assertEquals(Optional.empty(), stored.newest(all));
    }

    @Test
    void aSealCarriesASecretOverToAnotherKey() {
        RotatingSecret secret = secret(OLD, 2);
        RotatingSecret.Row resalted = new RotatingSecret.Row("device", "realm", "selector", "other salt");
        String seal = Seal.of(all, resalted, secret);
        assertTrue(seal.length() <= 54);
        StoredSecret stored = new StoredSecret(resalted, 2, NEW, NEW, seal);
        assertEquals(Optional.of(NEW), stored.provenBy(Rings.of(NEW), secret));
        assertEquals(Optional.empty(), stored.provenBy(all, secret(NEW, 2)));
        assertEquals(Optional.empty(), stored.provenBy(all, made(all, NEW, resalted, 2)), "nor what the row gives");
        assertFalse(stored.newest(all).isPresent());
        StoredSecret rotated = new StoredSecret(resalted, 3, NEW, NEW, seal);
        assertEquals(Optional.of(NEW), rotated.provenBy(Rings.of(NEW), secret), "as the one before");
        assertEquals(Optional.of(NEW), rotated.provenBy(all, made(all, NEW, resalted, 3)));
    }

    private static StoredSecret stored(int generation, String keyId, String before) {
        return new StoredSecret(ROW, generation, keyId, before, null);
    }

    private RotatingSecret secret(String keyId, int generation) {
        return made(all, keyId, ROW, generation);
    }

    private static RotatingSecret made(KeyRing ring, String keyId, RotatingSecret.Row row, int generation) {
        return RotatingSecret.of(ring, keyId, row, generation).orElseThrow();
    }
}
