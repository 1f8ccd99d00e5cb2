package dev.latchkey.signin.token;

import org.keycloak.models.ClientSessionContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/**
 * The tokens of a response that Keycloak is about to sign.
 *
 * @param context      the client's part of the session, and the scopes
 * @param accessToken  the access token; null if there is none
 * @param refreshToken the refresh token; null if there is none
 */
public record IssuedTokens(ClientSessionContext context, AccessToken accessToken, RefreshToken refreshToken) {
}
