package dev.latchkey.refreshtoken.hook;

import java.util.List;
import java.util.Set;

import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.OrderProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import dev.latchkey.signin.hook.TokenProcessorProofs;

/** The hook of refresh tokens. */
public final class RefreshTokenHooks implements SecurityHooks {

    private static final String REFRESH_TOKENS = "org.keycloak.protocol.oidc.refresh.RefreshTokenProvider";
    private static final String DEFAULT_REFRESH_TOKENS =
            "org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider";
    private static final String ANY_REFRESH_TOKENS = "org.keycloak.protocol.oidc.refresh.AbstractRefreshTokenProvider";
    /** Supports the refresh tokens of verifiable credentials alone. */
    private static final String VERIFIABLE_CREDENTIALS =
            "org.keycloak.protocol.oid4vc.refresh.OID4VCIRefreshTokenProviderFactory";

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("refresh-token-single-use", "spends each refresh token once, and binds it to the "
                        + "session fingerprint",
                        new OrderProof(new ProviderProof(REFRESH_TOKENS,
                                "dev.latchkey.refreshtoken.token.BoundRefreshTokenProviderFactory"),
                                Set.of(VERIFIABLE_CREDENTIALS)),
                        MethodProof.of("org.keycloak.provider.ProviderFactory", "order"),
                        MethodProof.of(DEFAULT_REFRESH_TOKENS, "generateRefreshToken",
                                "org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext"),
                        MethodProof.of(DEFAULT_REFRESH_TOKENS, "validateToken",
                                "org.keycloak.models.KeycloakSession", "jakarta.ws.rs.core.UriInfo",
                                "org.keycloak.common.ClientConnection", "org.keycloak.models.RealmModel",
                                "org.keycloak.representations.RefreshToken", "jakarta.ws.rs.core.HttpHeaders",
                                "java.lang.String", "org.keycloak.models.ClientModel",
                                "org.keycloak.protocol.oidc.TokenManager", "org.keycloak.events.EventBuilder"),
                        MethodProof.of(ANY_REFRESH_TOKENS, "refreshAccessToken",
                                "org.keycloak.protocol.oidc.refresh.RefreshTokenContext"),
                        MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "getReuseIdKey",
                                "org.keycloak.representations.AccessToken"),
                        new FilterProof("dev.latchkey.refreshtoken.token.RefusedRefreshFilter")),
                SecurityHook.of("ended-session-tokens", "refuses tokens in a session that has ended and that Keycloak "
                        + "shows all the same")
                        .and(TokenProcessorProofs.of("dev.latchkey.refreshtoken.token.EndedSessionGateFactory")),
                SecurityHook.of("secret-code-online", "leaves offline access out of sessions that a secret code has "
                        + "opened, where its policy does not allow it",
                        new FilterProof("dev.latchkey.refreshtoken.token.LeftOutScopeFilter"))
                        .and(TokenProcessorProofs.of("dev.latchkey.refreshtoken.token.OnlineOnlyFactory")));
    }
}
