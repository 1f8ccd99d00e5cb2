package dev.latchkey.common.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.constants.AdapterConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Reports two kinds of sessions that an OpenID Connect identity provider logs out, of which Keycloak emits no event:
 * offline sessions, by the provider's back-channel logout, and all sessions, by the legacy endpoint of providers that
 * are a Keycloak.
 */
@Provider
public class ProviderLogoutFilter implements ContainerRequestFilter {

    /** Not visible for this class. */
    private static final String KEYCLOAK_PROVIDER =
            "org.keycloak.broker.oidc.KeycloakOIDCIdentityProvider$KeycloakEndpoint";
    private static final String BACKCHANNEL_LOGOUT = "/backchannel-logout";
    private static final String PROVIDER_ALIAS = "provider_alias";
    /** The legacy logout names each session of a provider's user, which are thousands at most. */
    private static final int MAX_BYTES = 1024 * 1024;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        Class<?> endpoint = resource.getResourceClass();
        if (session == null || endpoint == null) {
            return;
        }
        if (endpoint == LogoutEndpoint.class && BACKCHANNEL_LOGOUT.equals(path())) {
            read(request, body -> new ProviderLogout(session).ofLogoutToken(body));
        } else if (KEYCLOAK_PROVIDER.equals(endpoint.getName()) && AdapterConstants.K_LOGOUT.equals(path())) {
            String alias = request.getUriInfo().getPathParameters().getFirst(PROVIDER_ALIAS);
            read(request, body -> new ProviderLogout(session).ofSessions(alias, body));
        }
    }

    /** Keycloak reads the body after the filters, and reads it again then. */
    private static void read(ContainerRequestContext request, Consumer<String> reader) throws IOException {
        byte[] body = request.getEntityStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            // with a type: Keycloak's own headers demand one
            request.abortWith(Response.status(Response.Status.REQUEST_ENTITY_TOO_LARGE)
                    .type(MediaType.TEXT_PLAIN_TYPE).build());
            return;
        }
        request.setEntityStream(new ByteArrayInputStream(body));
        reader.accept(new String(body, StandardCharsets.UTF_8));
    }

    private String path() {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
