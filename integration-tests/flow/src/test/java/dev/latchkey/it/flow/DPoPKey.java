package dev.latchkey.it.flow;

import java.security.KeyPair;
import java.util.concurrent.atomic.AtomicInteger;

import org.keycloak.common.util.KeyUtils;
import org.keycloak.common.util.Time;
import org.keycloak.jose.jwk.JWKBuilder;
import org.keycloak.util.DPoPGenerator;
import org.keycloak.util.JWKSUtils;

/** A key in the key store of an app's phone, of which the app proves possession (RFC 9449). */
final class DPoPKey {

    /** More than a test has; to generate one takes longer than most tests. */
    private static final int PAIRS = 8;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final KeyPair[] GENERATED = new KeyPair[PAIRS];

    private final KeyPair pair = next();

    /** One that the seven keys before this one do not have. */
    private static KeyPair next() {
        int number = Math.floorMod(NUMBER.getAndIncrement(), PAIRS);
        synchronized (GENERATED) {
            if (GENERATED[number] == null) {
                GENERATED[number] = KeyUtils.generateRsaKeyPair(2048);
            }
            return GENERATED[number];
        }
    }

    /** The SHA-256 thumbprint (RFC 7638). */
    String thumbprint() {
        return JWKSUtils.computeThumbprint(JWKBuilder.create().rsa(pair.getPublic()));
    }

    /** @param accessToken the token that goes with the request; null for none */
    String proof(String method, String url, String accessToken) {
        // at the server's time, which may be stopped: a proof of the future is refused
        Time.setOffset(ServerClock.secondsAhead());
        try {
            return DPoPGenerator.generateRsaSignedDPoPProof(pair, method, url, accessToken);
        } finally {
            Time.setOffset(0);
        }
    }
}
