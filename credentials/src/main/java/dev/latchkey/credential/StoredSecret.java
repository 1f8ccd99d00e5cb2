package dev.latchkey.credential;

import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.UnknownKeys;

/**
 * What a row keeps of a secret. It names two keys: the one of its newest generation, and the one before, under which
 * the generation before may have been made, or the newest one where a key was rotated since.
 *
 * @param row         what the MAC covers
 * @param generation  the newest generation
 * @param keyId       the key of the newest generation
 * @param keyIdBefore the key before; null for the same
 * @param seal        {@link Seal} of a generation whose own key was rotated away; null for none
 */
public record StoredSecret(RotatingSecret.Row row, int generation, String keyId, String keyIdBefore, String seal) {

    /**
     * Verifies what a client presents. The newest generation and the one before are proven under the row's own keys
     * alone. An older one, which is never accepted, and one that is ahead of a row that was restored from a backup are
     * proven under any key that may have made them.
     *
     * @param ring      the keys
     * @param presented the secret
     * @return the key under which it is proven to have been issued for this row; empty when it is not
     */
    public Optional<String> provenBy(KeyRing ring, RotatingSecret presented) {
        Optional<String> proof = keys(ring, presented.generation())
                .filter(id -> sealed(presented)
                        ? Seal.fits(seal, ring, id, row, presented)
                        : presented.madeBy(ring, id, row))
                .findFirst();
        if (proof.isEmpty() && !ring.knows(keyId)) {
            UnknownKeys.refused(row.kind(), keyId);
        }
        return proof;
    }

    private Stream<String> keys(KeyRing ring, int presented) {
        if (presented > generation) {
            return ring.besides(keyId).stream();
        }
        if (!ring.knows(keyId)) {
            // another node has moved the row on under a key that this node does not have: nothing can be proven here
            return Stream.empty();
        }
        return presented >= generation - 1
                ? Stream.of(keyId, keyIdBefore == null ? keyId : keyIdBefore).distinct()
                : ring.besides(keyId).stream();
    }

    private boolean sealed(RotatingSecret presented) {
        return seal != null && Seal.generation(seal) == presented.generation();
    }

    /**
     * Makes the newest generation once more.
     *
     * @param ring the keys
     * @return the secret; empty when this node does not know its key, or the row no longer holds what it was made of
     */
    public Optional<RotatingSecret> newest(KeyRing ring) {
        return seal != null && Seal.generation(seal) == generation
                ? Optional.empty()
                : RotatingSecret.of(ring, keyId, row, generation);
    }
}
