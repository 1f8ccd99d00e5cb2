package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import org.keycloak.models.KeycloakSession;

/** Has {@link BoundRefreshTokens} mark each refresh token that Keycloak issues, by whatever grant. */
final class RefreshTokenMarker implements TokenProcessor {

    private final KeycloakSession session;

    RefreshTokenMarker(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(IssuedTokens tokens) {
        if (tokens.refreshToken() != null) {
            new BoundRefreshTokens(session).mark(tokens.refreshToken(), tokens.context().getClientSession());
        }
    }
}
