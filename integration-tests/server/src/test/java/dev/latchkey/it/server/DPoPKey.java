package dev.latchkey.it.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

import dev.latchkey.it.kit.Json;

/** A key in the key store of an app's phone, of which the app proves possession (RFC 9449). */
final class DPoPKey {

    private static final int COORDINATE_BYTES = 32;

    private final KeyPair pair;

    DPoPKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String proof(String method, String url) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        Map<String, Object> jwk = Map.of("kty", "EC", "crv", "P-256",
                "x", coordinate(key.getW().getAffineX().toByteArray()),
                "y", coordinate(key.getW().getAffineY().toByteArray()));
        String head = part(Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", jwk));
        String body = part(Map.of("jti", UUID.randomUUID().toString(), "htm", method, "htu", url,
                "iat", Instant.now().getEpochSecond()));
        return head + '.' + body + '.' + sign(head + '.' + body);
    }

    private static String part(Map<String, Object> json) {
        return base64(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static String coordinate(byte[] number) {
        byte[] padded = new byte[COORDINATE_BYTES];
        byte[] digits = number.length > COORDINATE_BYTES
                ? Arrays.copyOfRange(number, number.length - COORDINATE_BYTES, number.length)
                : number;
        System.arraycopy(digits, 0, padded, COORDINATE_BYTES - digits.length, digits.length);
        return base64(padded);
    }

    private String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
