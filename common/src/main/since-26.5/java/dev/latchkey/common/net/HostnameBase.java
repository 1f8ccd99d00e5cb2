package dev.latchkey.common.net;

import java.net.URI;

import jakarta.ws.rs.core.UriInfo;
import org.keycloak.models.KeycloakSession;
import org.keycloak.urls.HostnameProvider;
import org.keycloak.urls.UrlType;

/** The base address that Keycloak's hostname settings give for a request. */
final class HostnameBase {

    private HostnameBase() {
    }

    /** The frontend's base address for a request. */
    static URI of(KeycloakSession session, UriInfo request) {
        return session.getProvider(HostnameProvider.class).getBaseUri(request, UrlType.FRONTEND);
    }
}
