package dev.latchkey.sample;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the app keeps its secret code between two starts. Whoever reads it is signed in, unless the code is bound to a
 * key: it belongs into the safest place that the platform has. docs/mobile.md says which that is.
 */
public interface CodeVault {

    /**
     * @return the code; empty before the first sign-in and after a sign-out
     * @throws IOException if the vault cannot be read
     */
    Optional<String> read() throws IOException;

    /**
     * Keeps a code in place of the one before. Must have reached the disk when this returns: the app may be killed the
     * next moment, and the server has moved on.
     *
     * @param code the code
     * @throws IOException if it cannot be kept
     */
    void write(String code) throws IOException;

    /**
     * Forgets the code.
     *
     * @throws IOException if it cannot be deleted
     */
    void clear() throws IOException;
}
