package dev.latchkey.sample;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the app keeps one secret between two starts: its secret code, or that of a trusted device. Anyone who reads a
 * secret code is signed in, unless it is bound to a key, and a trusted device spares its holder the mailed code: both
 * belong into the safest place that the platform has. docs/mobile.md says which that is.
 */
public interface Vault {

    /**
     * @return the secret; empty when there is none
     * @throws IOException if the vault cannot be read
     */
    Optional<String> read() throws IOException;

    /**
     * Keeps a secret in place of the one before. Must have reached the disk when this returns: the app may be killed
     * the next moment, and the server has moved on.
     *
     * @param secret the secret
     * @throws IOException if it cannot be kept
     */
    void write(String secret) throws IOException;

    /**
     * Forgets the secret.
     *
     * @throws IOException if it cannot be deleted
     */
    void clear() throws IOException;
}
