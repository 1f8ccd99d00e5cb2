package dev.latchkey.refreshtoken.token;

import java.util.Optional;

import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.refreshtoken.SessionFingerprint;
import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.account.DeviceRepresentation;

/** Reads the fingerprint of the token endpoint's caller, which need not be the browser of the sign-in. */
final class FingerprintReader {

    private FingerprintReader() {
    }

    static SessionFingerprint read(KeycloakSession session) {
        Optional<DeviceRepresentation> device = Optional
                .ofNullable(session.getProvider(DeviceRepresentationProvider.class))
                .map(DeviceRepresentationProvider::deviceRepresentation);
        HttpHeaders headers = session.getContext().getHttpRequest().getHttpHeaders();
        return new SessionFingerprint(
                device.map(ClientDevice::browserFamily).filter(family -> !family.isEmpty())
                        .orElseGet(() -> SessionFingerprint.product(headers.getHeaderString(HttpHeaders.USER_AGENT))),
                device.map(ClientDevice::systemFamily).orElse(""),
                header(headers, HttpHeaders.ACCEPT_LANGUAGE),
                header(headers, HttpHeaders.ACCEPT_ENCODING));
    }

    private static String header(HttpHeaders headers, String name) {
        return Optional.ofNullable(headers.getHeaderString(name)).map(String::strip).orElse("");
    }
}
