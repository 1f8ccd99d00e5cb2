package dev.latchkey.signin.rest;

import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessToken;

/**
 * A request's access token, which Keycloak has verified.
 *
 * @param user    its user; may be null
 * @param session its session; may be null
 * @param token   the token
 * @param client  the client that it was issued for; may be null
 */
public record Bearer(UserModel user, UserSessionModel session, AccessToken token, ClientModel client) {
}
