package dev.latchkey.limit.rest;

import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.common.net.ClientAddress;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.CookieType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.protocol.saml.SamlService;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.IdentityCookieToken;
import org.keycloak.services.resources.LoginActionsService;

/** Keycloak's own endpoints that {@link EndpointRateLimitFilter} limits, and how each of them refuses a request. */
enum RateLimitedEndpoint {

    /** Where users sign in. */
    PAGES(AuthorizationEndpoint.class, LoginActionsService.class, SamlService.class) {
        @Override
        Response refuse(KeycloakSession session, long seconds) {
            return TooManyRequests.page(session, POLICY, seconds);
        }

        /**
         * Counts a signed-in user, so that a flood from the same network does not lock the user out of the consoles. A
         * user has one limit however many sessions there are: each sign-in would else bring requests of its own. A
         * cookie whose session is over counts for the client's address alone.
         */
        @Override
        String key(KeycloakSession session) {
            String cookie = session.getProvider(CookieProvider.class).get(CookieType.IDENTITY);
            IdentityCookieToken identity =
                    cookie == null ? null : session.tokens().decode(cookie, IdentityCookieToken.class);
            return identity == null || !identity.isActive() || identity.getSubject() == null
                    || !LiveSession.of(session, identity) ? super.key(session)
                    : "user " + identity.getSubject();
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

    /** Who is counted: the client's address, unless the endpoint signs in by a cookie. */
    String key(KeycloakSession session) {
        return ClientAddress.limitKey(session);
    }

    /** The endpoint that a resource class belongs to; null for any other class. */
    static RateLimitedEndpoint of(Class<?> resource) {
        return Stream.of(values()).filter(endpoint -> endpoint.resources.contains(resource)).findFirst().orElse(null);
    }
}
