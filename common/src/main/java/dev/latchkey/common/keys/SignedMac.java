package dev.latchkey.common.keys;

/**
 * A MAC as it is stored.
 *
 * @param keyId which key made it, as {@code kid/pepper-id}; never the key
 * @param value the MAC
 */
public record SignedMac(String keyId, byte[] value) {
}
