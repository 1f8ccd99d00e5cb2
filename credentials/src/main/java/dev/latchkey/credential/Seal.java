package dev.latchkey.credential;

import java.util.Base64;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacCheck;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.keys.SignedMac;

/**
 * Carries a secret that does not rotate over to a new key: the row keeps a MAC of what the client presents, under the
 * new key, so that the key which made the secret may be retired. The row's salt is replaced at the same time, so that
 * the secret cannot be made from the row again.
 */
public final class Seal {

    private static final char SEPARATOR = '.';
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Seal() {
    }

    /**
     * @param ring   the keys; the one that signs makes the seal
     * @param row    the row, with its new salt
     * @param secret a secret that was proven
     * @return the seal: generation and MAC, at most 54 characters
     */
    public static String of(KeyRing ring, RotatingSecret.Row row, RotatingSecret secret) {
        return secret.generation() + String.valueOf(SEPARATOR)
                + ENCODER.encodeToString(ring.sign(message(row, secret)).value());
    }

    static int generation(String seal) {
        return Integer.parseInt(seal.substring(0, seal.indexOf(SEPARATOR)));
    }

    static boolean fits(String seal, KeyRing ring, String keyId, RotatingSecret.Row row, RotatingSecret presented) {
        byte[] mac = Base64.getUrlDecoder().decode(seal.substring(seal.indexOf(SEPARATOR) + 1));
        return ring.verify(message(row, presented), new SignedMac(keyId, mac)) == MacCheck.MATCH;
    }

    private static MacMessage message(RotatingSecret.Row row, RotatingSecret secret) {
        return MacMessage.of("1", row.kind() + " seal", row.realmId(), row.selector(), row.salt(),
                Integer.toString(secret.generation()), ENCODER.encodeToString(secret.mac()));
    }
}
