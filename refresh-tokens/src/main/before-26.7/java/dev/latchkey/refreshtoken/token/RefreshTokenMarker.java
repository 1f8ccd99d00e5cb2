package dev.latchkey.refreshtoken.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

/** Has {@link BoundRefreshTokens} mark each refresh token that Keycloak issues, by whatever grant. */
final class RefreshTokenMarker implements TokenPostProcessor {

    private final KeycloakSession session;

    RefreshTokenMarker(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        if (context.refreshToken() != null) {
            new BoundRefreshTokens(session).mark(context.refreshToken(),
                    context.clientSessionCtx().getClientSession());
        }
    }
}
