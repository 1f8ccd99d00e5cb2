package dev.latchkey.common.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.latchkey.common.net.RequestBody;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.broker.saml.SAMLEndpoint;
import org.keycloak.constants.AdapterConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.saml.common.constants.GeneralConstants;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Reports two kinds of sessions that an OpenID Connect identity provider logs out, of which Keycloak emits no event:
 * offline sessions, by the provider's back-channel logout, and all sessions, by the legacy endpoint of providers that
 * are a Keycloak. Publishes every logout that Keycloak has accepted from an identity provider, those by SAML included,
 * as a {@link BrokerLogout}: what was issued in a session may outlive it, and Keycloak finds none then.
 */
@Provider
public class ProviderLogoutFilter implements ContainerRequestFilter, ContainerResponseFilter {

    /** Property of a request: the {@link BrokerLogout} that it asks for. */
    private static final String LOGOUT = "latchkey-broker-logout";

    /** Not visible for this class. */
    private static final String KEYCLOAK_PROVIDER =
            "org.keycloak.broker.oidc.KeycloakOIDCIdentityProvider$KeycloakEndpoint";
    private static final String BACKCHANNEL_LOGOUT = "/backchannel-logout";
    /** Where Keycloak verifies what it receives; it answers a request for its own metadata whatever else that says. */
    private static final Set<String> SAML_PATHS = Set.of("", "clients/{client_id}");
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
            read(request, body -> new ProviderLogout(session).ofSessions(alias(request), body));
        } else if (endpoint == SAMLEndpoint.class && SAML_PATHS.contains(path())) {
            saml(request, session);
        }
    }

    private static void saml(ContainerRequestContext request, KeycloakSession session) throws IOException {
        if (HttpMethod.POST.equals(request.getMethod())) {
            readForm(request, session);
        } else if (HttpMethod.GET.equals(request.getMethod())) {
            String saml = request.getUriInfo().getQueryParameters().getFirst(GeneralConstants.SAML_REQUEST_KEY);
            expect(request, new ProviderLogout(session).ofSaml(alias(request), saml, true));
        }
    }

    private static String alias(ContainerRequestContext request) {
        return request.getUriInfo().getPathParameters().getFirst(PROVIDER_ALIAS);
    }

    private static void expect(ContainerRequestContext request, Optional<BrokerLogout> logout) {
        logout.ifPresent(named -> request.setProperty(LOGOUT, named));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(LOGOUT) instanceof BrokerLogout logout && isAccepted(response.getStatus())
                && !logout.session().getTransactionManager().getRollbackOnly()) {
            logout.session().getKeycloakSessionFactory().publish(logout);
        }
    }

    /** Keycloak answers with a timeout where it has logged out itself, and an app has not. */
    private static boolean isAccepted(int status) {
        return status < Response.Status.BAD_REQUEST.getStatusCode()
                || status == Response.Status.GATEWAY_TIMEOUT.getStatusCode();
    }

    private static void read(ContainerRequestContext request, Function<String, Optional<BrokerLogout>> reader)
            throws IOException {
        RequestBody.read(request, MAX_BYTES).ifPresent(body -> expect(request, reader.apply(body)));
    }

    /** The same address receives the assertions of sign-ins, which may be long. */
    private static void readForm(ContainerRequestContext request, KeycloakSession session) throws IOException {
        InputStream stream = request.getEntityStream();
        byte[] body = stream.readNBytes(MAX_BYTES);
        request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(body), stream));
        if (body.length < MAX_BYTES) {
            expect(request, new ProviderLogout(session).ofSamlForm(alias(request),
                    new String(body, StandardCharsets.UTF_8)));
        }
    }

    private String path() {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
