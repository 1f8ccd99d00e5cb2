package dev.latchkey.refreshtoken.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Creates {@link RefreshTokenMarker}s. They are active in every realm without configuration. */
public final class RefreshTokenMarkerFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new RefreshTokenMarker(session);
    }

    @Override
    public String getId() {
        return "latchkey-refresh-token-marker";
    }
}
