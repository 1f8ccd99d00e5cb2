package dev.latchkey.refreshtoken.hook;

import java.util.List;

import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import dev.latchkey.signin.hook.TokenProcessorProofs;

/** The hook of refresh tokens, on a Keycloak without an SPI for them. */
public final class RefreshTokenHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("refresh-token-single-use", "spends each refresh token once, and binds it to the "
                        + "session fingerprint",
                        new ProviderProof("org.keycloak.protocol.oidc.grants.OAuth2GrantType",
                                "dev.latchkey.refreshtoken.token.BoundRefreshTokenGrantFactory"),
                        MethodProof.of("org.keycloak.protocol.oidc.grants.OAuth2GrantTypeBase", "setContext",
                                "org.keycloak.protocol.oidc.grants.OAuth2GrantType$Context"),
                        MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "validateToken",
                                "org.keycloak.models.KeycloakSession", "jakarta.ws.rs.core.UriInfo",
                                "org.keycloak.common.ClientConnection", "org.keycloak.models.RealmModel",
                                "org.keycloak.representations.RefreshToken", "jakarta.ws.rs.core.HttpHeaders",
                                "java.lang.String"),
                        LineProofs.REFRESH,
                        new FilterProof("dev.latchkey.refreshtoken.token.RefusedRefreshFilter"))
                        .and(TokenProcessorProofs.of("dev.latchkey.refreshtoken.token.RefreshTokenMarkerFactory")),
                SecurityHook.of("ended-session-tokens", "refuses tokens in a session that has ended and that Keycloak "
                        + "shows all the same")
                        .and(TokenProcessorProofs.of("dev.latchkey.refreshtoken.token.EndedSessionGateFactory")),
                SecurityHook.of("secret-code-online", "leaves offline access out of sessions that a secret code has "
                        + "opened, where its policy does not allow it",
                        new FilterProof("dev.latchkey.refreshtoken.token.LeftOutScopeFilter"))
                        .and(TokenProcessorProofs.of("dev.latchkey.refreshtoken.token.OnlineOnlyFactory")));
    }
}
