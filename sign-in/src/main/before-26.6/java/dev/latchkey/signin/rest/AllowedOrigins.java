package dev.latchkey.signin.rest;

import java.util.Set;

import jakarta.ws.rs.ForbiddenException;
import org.keycloak.common.util.UriUtils;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.utils.WebOriginsUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/** Refuses requests from origins that a client does not allow, where Keycloak has no check for it. */
public final class AllowedOrigins {

    private AllowedOrigins() {
    }

    /**
     * @param cors    of the answer
     * @param session the request's session
     * @param client  the client whose web origins are allowed
     * @return the same, with these origins
     * @throws ForbiddenException if the request is from another one
     */
    public static Cors check(Cors cors, KeycloakSession session, ClientModel client) {
        return check(cors, session, WebOriginsUtils.resolveValidWebOrigins(session, client));
    }

    /**
     * @param cors    of the answer
     * @param session the request's session
     * @param token   the access token of the request, whose origins are allowed; those of its client where it has none
     * @return the same, with these origins
     * @throws ForbiddenException if the request is from another one
     */
    public static Cors check(Cors cors, KeycloakSession session, AccessToken token) {
        Set<String> origins = token.getAllowedOrigins();
        if (origins != null && !origins.isEmpty()) {
            return check(cors, session, origins);
        }
        ClientModel client = session.getContext().getRealm().getClientByClientId(token.getIssuedFor());
        return client == null ? check(cors, session, Set.of()) : check(cors, session, client);
    }

    private static Cors check(Cors cors, KeycloakSession session, Set<String> origins) {
        String origin = session.getContext().getRequestHeaders().getHeaderString(Cors.ORIGIN_HEADER);
        if (origin != null && !origins.contains(origin)
                && !origins.contains(Cors.ACCESS_CONTROL_ALLOW_ORIGIN_WILDCARD)
                && !origin.equals(UriUtils.getOrigin(session.getContext().getUri().getRequestUri()))) {
            throw new ForbiddenException("Invalid origin");
        }
        return cors.allowedOrigins(origins.toArray(String[]::new));
    }
}
