package dev.latchkey.it.flow;

import java.security.KeyPair;

import org.keycloak.common.util.KeyUtils;
import org.keycloak.common.util.Time;
import org.keycloak.jose.jwk.JWKBuilder;
import org.keycloak.util.DPoPGenerator;
import org.keycloak.util.JWKSUtils;

/** A key in the key store of an app's phone, of which the app proves possession (RFC 9449). */
final class DPoPKey {

    private final KeyPair pair = KeyUtils.generateRsaKeyPair(2048);

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
