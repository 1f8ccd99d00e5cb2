package dev.latchkey.secretcode.hook;

import java.util.List;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hooks of secret codes. */
public final class SecretCodeHooks implements SecurityHooks {

    private static final String TOKEN_RESPONSE = "org.keycloak.representations.AccessTokenResponse";
    private static final String CLIENT_SESSION_CONTEXT = "org.keycloak.models.ClientSessionContext";

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("secret-code-grant", "redeems secret codes by way of a flow, with consent and client",
                        new ProviderProof("org.keycloak.protocol.oidc.grants.OAuth2GrantType",
                                "dev.latchkey.secretcode.grant.SecretCodeGrantFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.secretcode.authentication.SecretCodeAuthenticatorFactory"),
                        MethodProof.of("org.keycloak.protocol.oidc.grants.OAuth2GrantTypeBase",
                                "addCustomTokenResponseClaims", TOKEN_RESPONSE, CLIENT_SESSION_CONTEXT))
                        .and(LineProofs.CONSENT),
                SecurityHook.of("secret-code-mapper", "gives apps their secret code, and checks its policy",
                        new ProviderProof("org.keycloak.protocol.ProtocolMapper",
                                "dev.latchkey.secretcode.grant.SecretCodeMapper"),
                        MethodProof.of("org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper",
                                "transformAccessTokenResponse", TOKEN_RESPONSE,
                                "org.keycloak.models.ProtocolMapperModel", "org.keycloak.models.KeycloakSession",
                                "org.keycloak.models.UserSessionModel", CLIENT_SESSION_CONTEXT)),
                SecurityHook.of("secret-code-ends", "ends secret codes with their sessions, consents and accounts",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.secretcode.events.SecretCodeEventsFactory"),
                        HookTargets.GLOBAL_LISTENERS),
                SecurityHook.of("secret-code-sign-out", "ends the secret code of an app that signs out by a refresh "
                        + "token whose session is over",
                        new FilterProof("dev.latchkey.secretcode.events.AppSignOutFilter"),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint"),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.LogoutEndpoint")),
                SecurityHook.of("secret-code-entries", "shows secret codes to users and administrators, who may end "
                        + "them",
                        new ProviderProof(HookTargets.CREDENTIAL,
                                "dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory"),
                        new ProviderProof(HookTargets.REALM_RESOURCE,
                                "dev.latchkey.secretcode.rest.SecretCodesResourceFactory"),
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.secretcode.admin.SecretCodesAdminResourceFactory"))
                        .and(HookTargets.ACCESS_TOKENS));
    }
}
