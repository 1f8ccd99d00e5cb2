package dev.latchkey.common.net;

import java.net.URI;

import jakarta.ws.rs.core.UriInfo;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.urls.UrlType;

/** The base address that Keycloak's hostname settings give for a request, of which this Keycloak gives parts alone. */
final class HostnameBase {

    private HostnameBase() {
    }

    /** The frontend's base address for a request. */
    static URI of(KeycloakSession session, UriInfo request) {
        return new KeycloakUriInfo(session, UrlType.FRONTEND, request).getBaseUri();
    }
}
