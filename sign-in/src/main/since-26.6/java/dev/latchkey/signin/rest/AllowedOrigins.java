package dev.latchkey.signin.rest;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/** Refuses requests from origins that a client does not allow, by Keycloak's own check. */
public final class AllowedOrigins {

    private AllowedOrigins() {
    }

    /**
     * @param cors    of the answer
     * @param session the request's session
     * @param client  the client whose web origins are allowed
     * @return the same, with these origins
     * @throws jakarta.ws.rs.ForbiddenException if the request is from another one
     */
    public static Cors check(Cors cors, KeycloakSession session, ClientModel client) {
        return cors.checkAllowedOrigins(session, client);
    }

    /**
     * @param cors    of the answer
     * @param session the request's session
     * @param token   the access token of the request, whose origins are allowed
     * @return the same, with these origins
     * @throws jakarta.ws.rs.ForbiddenException if the request is from another one
     */
    public static Cors check(Cors cors, KeycloakSession session, AccessToken token) {
        return cors.checkAllowedOrigins(token);
    }
}
