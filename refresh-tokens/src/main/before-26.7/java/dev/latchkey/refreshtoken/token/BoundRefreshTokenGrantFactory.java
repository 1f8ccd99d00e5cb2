package dev.latchkey.refreshtoken.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/** Replaces Keycloak's grant of refresh tokens: of factories with the same id it takes the one of the highest order. */
public final class BoundRefreshTokenGrantFactory extends RefreshTokenGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new BoundRefreshTokenGrant();
    }

    @Override
    public int order() {
        return 1;
    }
}
