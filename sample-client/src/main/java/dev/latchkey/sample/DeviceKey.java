package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;

/**
 * The key that the app proves with every request (DPoP, RFC 9449), so that neither its tokens nor its secret code are
 * of use to any other client. On a phone it is made in the Android Keystore or in the Secure Enclave and cannot leave
 * it; both do P-256, which is the curve of ES256.
 */
public interface DeviceKey {

    /**
     * @return what the server will know the key by
     * @throws IOException if no key is available
     */
    JWKThumbprintConfirmation thumbprint() throws IOException;

    /**
     * Makes the proof for one request; sent again, the request needs another.
     *
     * @param method  HTTP method
     * @param address where the request goes
     * @return the proof, for the header {@code DPoP}
     * @throws IOException if the key cannot sign
     */
    SignedJWT prove(String method, URI address) throws IOException;
}
