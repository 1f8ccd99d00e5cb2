package dev.latchkey.signin.logout;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.latchkey.signin.rest.RequestBody;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
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

    /** Property of a request: the {@link Named} that it asks for. */
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

    /** What a request names, read once Keycloak has answered it. */
    @FunctionalInterface
    private interface Named extends Supplier<Optional<BrokerLogout>> {
    }

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
            String alias = alias(request);
            boolean form = HttpMethod.POST.equals(request.getMethod());
            request.setProperty(LOGOUT, (Named) () -> new ProviderLogout(session).ofSaml(alias,
                    parameters(request, session, form).getFirst(GeneralConstants.SAML_REQUEST_KEY), !form));
        }
    }

    /** As Keycloak has read them: a form may name an encoding in which it says something else than in UTF-8. */
    private static MultivaluedMap<String, String> parameters(ContainerRequestContext request, KeycloakSession session,
            boolean form) {
        return form ? session.getContext().getHttpRequest().getDecodedFormParameters()
                : request.getUriInfo().getQueryParameters();
    }

    private static String alias(ContainerRequestContext request) {
        return request.getUriInfo().getPathParameters().getFirst(PROVIDER_ALIAS);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(LOGOUT) instanceof Named named && isAccepted(response.getStatus())) {
            named.get().filter(logout -> !logout.session().getTransactionManager().getRollbackOnly())
                    .ifPresent(logout -> logout.session().getKeycloakSessionFactory().publish(logout));
        }
    }

    /** Keycloak answers with a timeout where it has logged out itself, and an app has not. */
    private static boolean isAccepted(int status) {
        return status < Response.Status.BAD_REQUEST.getStatusCode()
                || status == Response.Status.GATEWAY_TIMEOUT.getStatusCode();
    }

    private static void read(ContainerRequestContext request, Function<String, Optional<BrokerLogout>> reader)
            throws IOException {
        RequestBody.read(request, MAX_BYTES).ifPresent(body -> {
            Optional<BrokerLogout> logout = reader.apply(body);
            request.setProperty(LOGOUT, (Named) () -> logout);
        });
    }

    private String path() {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
