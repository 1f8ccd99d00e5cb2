package dev.latchkey.setup.flow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.keycloak.util.JsonSerialization;

/** Tells whether something has been changed since setup. */
final class Digest {

    private Digest() {
    }

    static String of(Object described) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(JsonSerialization.writeValueAsString(described).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
