package dev.latchkey.common.hook;

import java.util.List;

/** The hooks that guard whatever method users sign in by. */
public final class CommonHooks implements SecurityHooks {

    /** The interface of event listeners. */
    public static final String EVENT_LISTENER = "org.keycloak.events.EventListenerProvider";
    /** That Keycloak still asks a listener whether it wants the events of all realms. */
    public static final Proof GLOBAL_LISTENERS =
            MethodProof.of("org.keycloak.events.EventListenerProviderFactory", "isGlobal");
    /** The interface of endpoints below a realm. */
    public static final String REALM_RESOURCE = "org.keycloak.services.resource.RealmResourceProvider";
    /** The interface of endpoints of administrators. */
    public static final String ADMIN_RESOURCE =
            "org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider";
    /** The interface of steps of a flow. */
    public static final String AUTHENTICATOR = "org.keycloak.authentication.Authenticator";
    /** The interface of credentials that the consoles show. */
    public static final String CREDENTIAL = "org.keycloak.credential.CredentialProvider";
    /** That answers to apps of browsers may be checked against the origins that an access token allows. */
    public static final Proof CORS_OF_TOKENS = MethodProof.of("org.keycloak.services.cors.Cors", "checkAllowedOrigins",
            "org.keycloak.representations.AccessToken");

    private static final String LOGIN_ACTIONS = "org.keycloak.services.resources.LoginActionsService";
    private static final String AUTHORIZATION = "org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint";
    private static final String BROKER = "org.keycloak.services.resources.IdentityBrokerService";
    private static final String[] AFTER_BROKER = {"/after-first-broker-login", "/after-post-broker-login"};
    private static final String SAML = "org.keycloak.protocol.saml.SamlService";

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("endpoint-rate-limit", "limits floods at Keycloak's sign-in and token endpoints",
                        new FilterProof("dev.latchkey.common.rest.EndpointRateLimitFilter"),
                        EndpointProof.of(AUTHORIZATION), EndpointProof.of(LOGIN_ACTIONS), EndpointProof.of(SAML),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.TokenEndpoint")),
                SecurityHook.of("sign-in-turn", "serves one request of a browser's sign-in at a time",
                        new FilterProof("dev.latchkey.common.lease.SignInLeaseFilter"),
                        EndpointProof.of(LOGIN_ACTIONS), EndpointProof.of(BROKER, AFTER_BROKER),
                        MethodProof.of("org.keycloak.sessions.StickySessionEncoderProvider",
                                "decodeSessionIdAndRoute", "java.lang.String"),
                        MethodProof.of("org.keycloak.services.managers.AuthenticationSessionManager",
                                "decodeBase64AndValidateSignature", "java.lang.String")),
                SecurityHook.of("flow-transition", "starts a flow clean when a tab moves to it from another one, "
                        + "opens a link anew that is pressed in a tab of another use, and reports the logout of a "
                        + "restart",
                        new FilterProof("dev.latchkey.common.proof.FlowTransitionFilter"),
                        EndpointProof.of(AUTHORIZATION), EndpointProof.of(SAML),
                        EndpointProof.of(LOGIN_ACTIONS, "authenticate", "registration", "reset-credentials",
                                "post-broker-login", "restart", "action-token"),
                        EndpointProof.of(BROKER, "/{provider_alias}/login")),
                SecurityHook.of("revoked-sign-in", "ends sign-ins that wait at a page when all of their user's end "
                        + "or the account changes, and secret codes when a user signs all devices out",
                        new FilterProof("dev.latchkey.common.proof.FlowTransitionFilter"),
                        new FilterProof("dev.latchkey.common.proof.SignInNotesFilter"),
                        new FilterProof("dev.latchkey.common.event.EverySessionEndedFilter"),
                        EndpointProof.of(LOGIN_ACTIONS), EndpointProof.of(BROKER, AFTER_BROKER),
                        EndpointProof.of("org.keycloak.services.resources.account.SessionResource"),
                        MethodProof.of("org.keycloak.models.UserProvider", "getNotBeforeOfUser",
                                "org.keycloak.models.RealmModel", "org.keycloak.models.UserModel")),
                SecurityHook.of("saml-request-notes", "keeps what a SAML request demands: IsPassive and ForceAuthn",
                        new ProviderProof("org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor",
                                "dev.latchkey.common.proof.SamlRequestNotes"),
                        MethodProof.of("org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor",
                                "beforeProcessingLoginRequest",
                                "org.keycloak.dom.saml.v2.protocol.AuthnRequestType",
                                "org.keycloak.sessions.AuthenticationSessionModel")),
                SecurityHook.of("saml-single-logout", "reports the sessions that a SAML identity provider logs out",
                        new ProviderProof("org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor",
                                "dev.latchkey.common.event.SamlSingleLogout"),
                        MethodProof.of("org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor",
                                "beforeProcessingLogoutRequest",
                                "org.keycloak.dom.saml.v2.protocol.LogoutRequestType",
                                "org.keycloak.models.UserSessionModel",
                                "org.keycloak.models.AuthenticatedClientSessionModel")),
                SecurityHook.of("provider-logout", "reports the sessions that an OpenID Connect identity provider "
                        + "logs out and of which Keycloak emits no event, and ends secret codes with the logout of an "
                        + "identity provider",
                        new FilterProof("dev.latchkey.common.event.ProviderLogoutFilter"),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.LogoutEndpoint",
                                "/backchannel-logout"),
                        EndpointProof.of("org.keycloak.broker.oidc.KeycloakOIDCIdentityProvider$KeycloakEndpoint",
                                "k_logout"),
                        EndpointProof.of("org.keycloak.broker.saml.SAMLEndpoint"),
                        MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "verifyLogoutToken",
                                "org.keycloak.models.KeycloakSession", "java.lang.String"),
                        MethodProof.of("org.keycloak.keys.loader.PublicKeyStorageManager",
                                "getIdentityProviderKeyWrapper", "org.keycloak.models.KeycloakSession",
                                "org.keycloak.models.RealmModel",
                                "org.keycloak.broker.jwtauthorizationgrant.JWTAuthorizationGrantConfig",
                                "org.keycloak.jose.jws.JWSInput")),
                SecurityHook.of("account-events", "deletes rows with their user and realm, purges, and opens the "
                        + "guard when an administrator clears login failures",
                        new ProviderProof(EVENT_LISTENER, "dev.latchkey.common.lifecycle.LatchkeyEventsFactory"),
                        GLOBAL_LISTENERS,
                        MethodProof.of("org.keycloak.timer.TimerProvider", "schedule", "org.keycloak.timer.TaskRunner",
                                "long")),
                SecurityHook.of("mail-queue", "hands mails to the queue instead of sending them within the request",
                        MethodProof.of("org.keycloak.email.freemarker.FreeMarkerEmailTemplateProvider", "send",
                                "java.util.Map", "java.lang.String", "java.lang.String", "java.lang.String",
                                "java.lang.String")),
                SecurityHook.of("guard-endpoint", "lets administrators see and open the account guard",
                        new ProviderProof(ADMIN_RESOURCE, "dev.latchkey.common.rest.GuardAdminResourceFactory")));
    }
}
