package dev.latchkey.signin.rest;

import java.util.Set;

import dev.latchkey.signin.SignInTime;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;

/**
 * Whether an access token was issued for a sign-in, and not by another grant in the same session. A token of the device
 * grant, for example, may be in other hands than those of the user who signs in later in that session, and a refresh
 * keeps it valid until then.
 */
public final class SignInToken {

    /** By the authorization code flow: the app is the one that the user has seen. */
    public static final Set<String> BY_CODE = Set.of(OAuth2Constants.AUTHORIZATION_CODE);
    /** Also by the password grant, which is a sign-in itself. */
    public static final Set<String> BY_CODE_OR_PASSWORD =
            Set.of(OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.PASSWORD);

    /** The clocks of two nodes may differ, and both times are whole seconds. */
    private static final int CLOCKS_SECONDS = 2;

    private SignInToken() {
    }

    /**
     * @param session the request's session
     * @param token   a valid access token; a refreshed one is of the refresh grant
     * @param signIn  the sign-in
     * @param grants  ids of the grants that issue tokens for a sign-in
     * @return whether the token is of such a grant and not older than the sign-in
     */
    public static boolean isOf(KeycloakSession session, AccessToken token, SignInTime signIn, Set<String> grants) {
        return token.getId() != null && token.getIat() != null && token.getIat() >= signIn.at() - CLOCKS_SECONDS
                && grants.contains(session.getProvider(TokenContextEncoderProvider.class)
                        .getTokenContextFromTokenId(token.getId()).getGrantType());
    }
}
