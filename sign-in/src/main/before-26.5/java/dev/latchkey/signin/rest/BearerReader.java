package dev.latchkey.signin.rest;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AppAuthManager;

/** Has Keycloak verify the access token of a request. */
public final class BearerReader {

    private BearerReader() {
    }

    /**
     * @param session the request's session
     * @return the request's token; empty without a valid one
     */
    public static Optional<Bearer> read(KeycloakSession session) {
        return Optional.ofNullable(new AppAuthManager.BearerTokenAuthenticator(session).authenticate())
                .map(result -> new Bearer(result.getUser(),
                        result.getSession(), result.getToken(), result.getClient()));
    }
}
