package dev.latchkey.sms.gateway.receipt;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the signatures of receipts are made of. */
final class Signatures {

    /** How far a signed time may be from this server's: what is older may be a copy. */
    private static final long TOLERANCE_SECONDS = Duration.ofMinutes(5).toSeconds();

    private Signatures() {
    }

    static byte[] hmac(String algorithm, byte[] secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a signature in Base64 is this one; in constant time. */
    static boolean matches(String presented, byte[] expected) {
        try {
            return MessageDigest.isEqual(Base64.getDecoder().decode(presented), expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a time in epoch seconds is about now. */
    static boolean isFresh(String seconds, long nowSeconds) {
        return seconds.matches("[0-9]{1,12}") && Math.abs(nowSeconds - Long.parseLong(seconds)) <= TOLERANCE_SECONDS;
    }
}
