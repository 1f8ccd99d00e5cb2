package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.urls.HostnameProvider;
import org.keycloak.urls.UrlType;

/**
 * The server's address as mails may name it: the one that the operator or the realm's frontend URL has fixed, and never
 * what a request says in its Host header, which an attacker can choose.
 */
final class FrontendUrl {

    /** Reserved (RFC 2606): no server has this name, so where it comes back the address was taken from the request. */
    private static final String PROBE = "latchkey.invalid";

    private FrontendUrl() {
    }

    /**
     * @param session the request's session
     * @return the base address; empty when it is not fixed
     */
    static Optional<URI> fixed(KeycloakSession session) {
        URI request = session.getContext().getUri().getBaseUri();
        URI probe = UriBuilder.fromUri(request).host(PROBE).port(-1).build();
        URI base = session.getProvider(HostnameProvider.class).getBaseUri(uriInfo(probe), UrlType.FRONTEND);
        return PROBE.equalsIgnoreCase(base.getHost()) ? Optional.empty() : Optional.of(base);
    }

    private static UriInfo uriInfo(URI base) {
        return (UriInfo) Proxy.newProxyInstance(FrontendUrl.class.getClassLoader(), new Class<?>[] {UriInfo.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBaseUri", "getRequestUri", "getAbsolutePath" -> base;
                    case "getBaseUriBuilder", "getRequestUriBuilder", "getAbsolutePathBuilder" ->
                            UriBuilder.fromUri(base);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
