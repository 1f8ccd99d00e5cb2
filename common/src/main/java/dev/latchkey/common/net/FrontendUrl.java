package dev.latchkey.common.net;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.urls.UrlType;

/**
 * The addresses under which browsers and apps reach the server; this class alone makes them. They begin with
 * the realm's or the server's frontend URL, and not with what the request was sent to, which behind a proxy is another
 * address.
 */
public final class FrontendUrl {

    /** Two addresses without a common part; their hosts are reserved (RFC 2606), so that no server has them. */
    private static final URI PROBE = URI.create("https://one.latchkey.invalid:8443/one/");
    private static final URI OTHER_PROBE = URI.create("http://other.latchkey.invalid:8080/other/");

    private FrontendUrl() {
    }

    /**
     * For what answers the very request, such as pages and metadata. Where the operator has fixed no address, or none
     * but the host, the rest is the request's, as in Keycloak's own pages.
     *
     * @param session the request's session
     * @return the base address of the server
     */
    public static URI base(KeycloakSession session) {
        return session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
    }

    /**
     * For texts, such as mails, whose reader need not be the sender of the request: the sender can choose no part of
     * the address.
     *
     * @param session the request's session
     * @return the base address of the server; empty unless the operator or the realm has fixed all of it: scheme, host,
     *         port and path
     */
    public static Optional<URI> fixed(KeycloakSession session) {
        URI base = HostnameBase.of(session, requestTo(PROBE));
        return base.equals(HostnameBase.of(session, requestTo(OTHER_PROBE)))
                ? Optional.of(base)
                : Optional.empty();
    }

    /**
     * @param session the request's session
     * @return whether the client's own connection is encrypted, at least up to a proxy: a browser then keeps cookies
     *         that are never sent over another one
     */
    public static boolean isSecure(KeycloakSession session) {
        return isHttps(base(session)) || isHttps(session.getContext().getUri().getRequestUri());
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /**
     * @param base  a base address
     * @param realm a realm
     * @return the realm's address below it, to be added to
     */
    public static UriBuilder realm(URI base, RealmModel realm) {
        return UriBuilder.fromUri(base).path("realms").path(realm.getName());
    }

    private static UriInfo requestTo(URI base) {
        return (UriInfo) Proxy.newProxyInstance(FrontendUrl.class.getClassLoader(), new Class<?>[] {UriInfo.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBaseUri", "getRequestUri", "getAbsolutePath" -> base;
                    case "getBaseUriBuilder", "getRequestUriBuilder", "getAbsolutePathBuilder" ->
                            UriBuilder.fromUri(base);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
