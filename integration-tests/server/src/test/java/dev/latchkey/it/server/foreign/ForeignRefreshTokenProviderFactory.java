package dev.latchkey.it.server.foreign;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProviderFactory;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;

/** A refresh-token provider of another jar, which Keycloak prefers to Latchkey's. */
public final class ForeignRefreshTokenProviderFactory extends DefaultRefreshTokenProviderFactory {

    @Override
    public RefreshTokenProvider create(KeycloakSession session) {
        return new DefaultRefreshTokenProvider(session);
    }

    @Override
    public int order() {
        return 5;
    }

    @Override
    public String getId() {
        return "foreign";
    }
}
