package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;

/**
 * Keeps the key in a file that only the owner may read. Never to be done on a phone, where the hardware keeps it and
 * signs with it.
 */
public final class FileDeviceKey implements DeviceKey {

    private final OwnerFile file;

    /** @param directory the app's own; made when it does not exist */
    public FileDeviceKey(Path directory) {
        this.file = new OwnerFile(directory.resolve("device-key.json"));
    }

    @Override
    public JWKThumbprintConfirmation thumbprint() throws IOException {
        try {
            return JWKThumbprintConfirmation.of(key());
        } catch (JOSEException e) {
            throw new IOException("The device's key is damaged", e);
        }
    }

    @Override
    public SignedJWT prove(String method, URI address) throws IOException {
        try {
            return new DefaultDPoPProofFactory(key(), JWSAlgorithm.ES256).createDPoPJWT(method, address);
        } catch (JOSEException e) {
            throw new IOException("The device's key cannot sign", e);
        }
    }

    private ECKey key() throws IOException, JOSEException {
        Optional<String> kept = file.read();
        if (kept.isEmpty()) {
            ECKey key = new ECKeyGenerator(Curve.P_256).generate();
            file.write(key.toJSONString());
            return key;
        }
        try {
            return ECKey.parse(kept.get());
        } catch (ParseException e) {
            throw new IOException("The device's key is damaged", e);
        }
    }
}
