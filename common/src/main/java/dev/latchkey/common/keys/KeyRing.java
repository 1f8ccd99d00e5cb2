package dev.latchkey.common.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The MAC keys of one realm for one use: one to sign with, and all that may still verify. */
public final class KeyRing {

    static final String ALGORITHM = "HmacSHA256";

    private final Map<String, byte[]> keys;
    private final String signingId;

    /**
     * @param keys key id to key, at least one; the first one signs
     */
    KeyRing(LinkedHashMap<String, byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A ring needs a key");
        }
        this.keys = Map.copyOf(keys);
        this.signingId = keys.keySet().iterator().next();
    }

    /**
     * Computes the MAC of a message under the newest key.
     *
     * @param message what to protect
     * @return the MAC and the id of its key
     */
    public SignedMac sign(MacMessage message) {
        return new SignedMac(signingId, hmac(keys.get(signingId), message.bytes()));
    }

    /**
     * Computes the MAC of a message under a key that may be an older one.
     *
     * @param keyId   which key
     * @param message what to protect
     * @return the MAC; empty when this node does not know the key
     */
    public Optional<SignedMac> sign(String keyId, MacMessage message) {
        return Optional.ofNullable(keys.get(keyId)).map(key -> new SignedMac(keyId, hmac(key, message.bytes())));
    }

    /** @return the id of the key that signs */
    public String signingId() {
        return signingId;
    }

    /**
     * @param keyId a key that a row names
     * @return whether this node has it
     */
    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Names the keys under which a row's secret may have been made before or after the row came to its key. A row
     * whose key has a pepper is never checked under one without: the database holds all that such a key is made of.
     *
     * @param keyId the key that the row names, which this node need not know
     * @return known keys, in no order
     */
    public List<String> besides(String keyId) {
        List<String> ids = new ArrayList<>(keys.keySet());
        if (!Pepper.NONE.made(keyId)) {
            ids.removeIf(Pepper.NONE::made);
        }
        return ids;
    }

    /**
     * Checks a message against a MAC that was shortened when it was issued, in constant time.
     *
     * @param message what is presented
     * @param prefix  the first bytes of its MAC
     * @return whether they belong together
     */
    public MacCheck verifyPrefix(MacMessage message, SignedMac prefix) {
        return sign(prefix.keyId(), message)
                .map(whole -> Arrays.copyOf(whole.value(), prefix.value().length))
                .map(expected -> MessageDigest.isEqual(expected, prefix.value()) ? MacCheck.MATCH : MacCheck.MISMATCH)
                .orElse(MacCheck.UNKNOWN_KEY);
    }

    /**
     * Checks a message against a stored MAC in constant time (ASVS 11.2.4).
     *
     * @param message what is presented
     * @param stored  what was stored when the message was issued
     * @return whether they belong together; {@link MacCheck#UNKNOWN_KEY} when this node does not know the key
     */
    public MacCheck verify(MacMessage message, SignedMac stored) {
        Optional<byte[]> key = Optional.ofNullable(keys.get(stored.keyId()));
        if (key.isEmpty()) {
            return MacCheck.UNKNOWN_KEY;
        }
        return MessageDigest.isEqual(hmac(key.get(), message.bytes()), stored.value())
                ? MacCheck.MATCH
                : MacCheck.MISMATCH;
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
