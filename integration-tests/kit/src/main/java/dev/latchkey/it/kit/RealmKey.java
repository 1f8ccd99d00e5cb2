package dev.latchkey.it.kit;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The RSA key of all realms in a run of tests. Keycloak would generate two keys of 2,048 bits for each realm.
 * Test servers run with the JVM's first compiler only, where signing is slow: with 1,024 bits it took a seventh of the
 * server's time. No test breaks a signature.
 */
public final class RealmKey {

    /** PKCS #8 in Base64, as the field {@code privateKey} of a realm has it. */
    public static final String PRIVATE = generate();

    private static final int BITS = 512;

    private RealmKey() {
    }

    private static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
