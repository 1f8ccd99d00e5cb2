package dev.latchkey.common.rest;

import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.common.net.TooManyRequests;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.protocol.saml.SamlService;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.resources.LoginActionsService;

/** Keycloak's own endpoints that {@link EndpointRateLimitFilter} limits, and how each of them refuses a request. */
enum RateLimitedEndpoint {

    /** Where users sign in. */
    PAGES(AuthorizationEndpoint.class, LoginActionsService.class, SamlService.class) {
        @Override
        Response refuse(KeycloakSession session, long seconds) {
            return TooManyRequests.page(session, POLICY, seconds);
        }
    },

    /** Where applications get tokens. */
    TOKENS(TokenEndpoint.class) {
        @Override
        Response refuse(KeycloakSession session, long seconds) {
            Response body = Cors.builder().allowAllOrigins()
                    .exposedHeaders(HttpHeaders.RETRY_AFTER, TooManyRequests.RATE_LIMIT)
                    .add(Response.ok(new OAuth2ErrorRepresentation(OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                            "Too many requests"), MediaType.APPLICATION_JSON_TYPE));
            return TooManyRequests.answer(body, POLICY, seconds);
        }
    };

    private static final String POLICY = "endpoint";

    private final Set<Class<?>> resources;

    RateLimitedEndpoint(Class<?>... resources) {
        this.resources = Set.of(resources);
    }

    /** The answer to a client that has to wait. */
    abstract Response refuse(KeycloakSession session, long seconds);

    /** The endpoint that a resource class belongs to; null for any other class. */
    static RateLimitedEndpoint of(Class<?> resource) {
        return Stream.of(values()).filter(endpoint -> endpoint.resources.contains(resource)).findFirst().orElse(null);
    }
}
