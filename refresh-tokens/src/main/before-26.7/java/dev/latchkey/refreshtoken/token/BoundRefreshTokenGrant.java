package dev.latchkey.refreshtoken.token;

import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;

/** Keycloak's grant of refresh tokens with what {@link BoundRefreshTokens} adds, where Keycloak has no SPI for it. */
final class BoundRefreshTokenGrant extends RefreshTokenGrantType {

    @Override
    protected void setContext(Context context) {
        super.setContext(context);
        tokenManager = new SpendingTokenManager(session, event);
    }
}
