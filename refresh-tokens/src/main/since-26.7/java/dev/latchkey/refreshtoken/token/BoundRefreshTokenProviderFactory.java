package dev.latchkey.refreshtoken.token;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;

/** Replaces Keycloak's default by {@link BoundRefreshTokenProvider}, ordered after its provider for OID4VCI. */
public final class BoundRefreshTokenProviderFactory
        implements RefreshTokenProviderFactory, PlainFactory<RefreshTokenProvider> {

    @Override
    public RefreshTokenProvider create(KeycloakSession session) {
        return new BoundRefreshTokenProvider(session);
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public String getId() {
        return "latchkey-bound";
    }
}
