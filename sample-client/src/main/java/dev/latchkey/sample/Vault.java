package dev.latchkey.sample;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the app keeps one secret between two starts: its secret code, or that of a trusted device. An attacker
 * who reads a secret code can sign in with it, unless it is bound to a key; with the secret of a trusted device the
 * mailed code is skipped. Both belong into the safest storage of the platform, which docs/mobile.md names.
 */
public interface Vault {

    /**
     * @return the secret; empty when there is none
     * @throws IOException if the vault cannot be read
     */
    Optional<String> read() throws IOException;

    /**
     * Replaces the stored secret. The new one must have reached the disk when this returns: the app may be killed the
     * next moment, and the server already expects the new secret.
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
