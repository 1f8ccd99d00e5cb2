package dev.latchkey.refreshtoken.hook;

import java.util.List;

import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hook of refresh tokens, on a Keycloak without an SPI for them. */
public final class RefreshTokenHooks implements SecurityHooks {

    private static final String TOKENS = "org.keycloak.protocol.oidc.TokenManager";
    private static final String SESSION = "org.keycloak.models.KeycloakSession";
    private static final String URI = "jakarta.ws.rs.core.UriInfo";
    private static final String CONNECTION = "org.keycloak.common.ClientConnection";
    private static final String REALM = "org.keycloak.models.RealmModel";
    private static final String HEADERS = "jakarta.ws.rs.core.HttpHeaders";
    private static final String STRING = "java.lang.String";

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("refresh-token-single-use", "spends each refresh token once, and binds it to the "
                        + "session fingerprint",
                        new ProviderProof("org.keycloak.protocol.oidc.grants.OAuth2GrantType",
                                "dev.latchkey.refreshtoken.token.BoundRefreshTokenGrantFactory"),
                        new ProviderProof("org.keycloak.protocol.oidc.token.TokenPostProcessor",
                                "dev.latchkey.refreshtoken.token.RefreshTokenMarkerFactory"),
                        MethodProof.of("org.keycloak.protocol.oidc.grants.OAuth2GrantTypeBase", "setContext",
                                "org.keycloak.protocol.oidc.grants.OAuth2GrantType$Context"),
                        MethodProof.of(TOKENS, "validateToken", SESSION, URI, CONNECTION, REALM,
                                "org.keycloak.representations.RefreshToken", HEADERS, STRING),
                        MethodProof.of(TOKENS, "refreshAccessToken", SESSION, URI, CONNECTION, REALM,
                                "org.keycloak.models.ClientModel", STRING, "org.keycloak.events.EventBuilder", HEADERS,
                                "org.keycloak.http.HttpRequest", STRING, STRING),
                        new FilterProof("dev.latchkey.refreshtoken.token.RefusedRefreshFilter")),
                SecurityHook.of("ended-session-tokens", "refuses tokens in a session that has ended and that Keycloak "
                        + "shows all the same",
                        new ProviderProof("org.keycloak.protocol.oidc.token.TokenPostProcessor",
                                "dev.latchkey.refreshtoken.token.EndedSessionGateFactory")),
                SecurityHook.of("secret-code-online", "leaves offline access out of sessions that a secret code has "
                        + "opened, where its policy does not allow it",
                        new ProviderProof("org.keycloak.protocol.oidc.token.TokenPostProcessor",
                                "dev.latchkey.refreshtoken.token.OnlineOnlyFactory"),
                        new FilterProof("dev.latchkey.refreshtoken.token.LeftOutScopeFilter")));
    }
}
