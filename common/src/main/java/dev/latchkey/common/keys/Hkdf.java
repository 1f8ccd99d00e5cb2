package dev.latchkey.common.keys;

import java.util.Arrays;

/** HKDF with SHA-256 (RFC 5869) for keys of one output block, 32 bytes. */
final class Hkdf {

    private static final int HASH_BYTES = 32;
    private static final byte FIRST_BLOCK = 1;

    private Hkdf() {
    }

    /**
     * @param salt   the salt; empty for none, which the RFC makes as many zeros as the hash has bytes
     * @param secret input keying material
     * @return the pseudorandom key
     */
    static byte[] extract(byte[] salt, byte[] secret) {
        return KeyRing.hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
    }

    /**
     * @param pseudorandomKey of {@link #extract}
     * @param info            what the key is for
     * @return the first block of the output keying material, 32 bytes
     */
    static byte[] expand(byte[] pseudorandomKey, byte[] info) {
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = FIRST_BLOCK;
        return KeyRing.hmac(pseudorandomKey, block);
    }
}
