package dev.latchkey.signin.hook;

import java.util.List;
import java.util.stream.Stream;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import org.keycloak.common.Profile;

/** The hooks that guard whatever method users sign in by. */
public final class SignInHooks implements SecurityHooks {

    private static final String BROKER = "org.keycloak.services.resources.IdentityBrokerService";
    private static final String TO_PROVIDER = "/{provider_alias}/login";
    private static final String FROM_PROVIDER = "{provider_alias}/endpoint";
    private static final String SAML = "org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor";
    private static final String CREDENTIALS = "org.keycloak.credential.CredentialProvider";
    private static final String[] VALIDATED = {"org.keycloak.models.RealmModel", "org.keycloak.models.UserModel",
            "org.keycloak.credential.CredentialInput"};
    private static final String[] AFTER_BROKER = {"/after-first-broker-login", "/after-post-broker-login"};

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("sign-in-turn", "serves one request of a browser's sign-in at a time",
                        new FilterProof("dev.latchkey.signin.lease.SignInLeaseFilter"),
                        EndpointProof.of(HookTargets.LOGIN_ACTIONS), EndpointProof.of(BROKER, AFTER_BROKER),
                        EndpointProof.of(BROKER, TO_PROVIDER, FROM_PROVIDER))
                        .and(SessionProofs.COOKIE),
                SecurityHook.of("flow-transition", "starts a flow clean when a tab moves to it from another one, "
                        + "opens a link anew that is pressed in a tab of another use, and reports the logout of a "
                        + "restart",
                        new FilterProof("dev.latchkey.signin.filter.FlowTransitionFilter"),
                        EndpointProof.of(HookTargets.AUTHORIZATION), EndpointProof.of(HookTargets.SAML),
                        EndpointProof.of(HookTargets.LOGIN_ACTIONS, "authenticate", "registration", "reset-credentials",
                                "post-broker-login", "restart", "action-token"),
                        EndpointProof.of(BROKER, TO_PROVIDER), LineProofs.LINKED_IDENTITY),
                SecurityHook.of("provider-answer", "lets nothing that a tab has passed count for the user whom an "
                        + "identity provider names",
                        new FilterProof("dev.latchkey.signin.filter.ProviderAnswerFilter"),
                        EndpointProof.of(BROKER, FROM_PROVIDER),
                        MethodProof.of("org.keycloak.broker.provider.util.IdentityBrokerState", "encoded",
                                "java.lang.String", "org.keycloak.models.RealmModel"),
                        new ProviderProof(SAML, "dev.latchkey.signin.SamlRequestNotes"),
                        MethodProof.of(SAML, "beforeProcessingLoginResponse",
                                "org.keycloak.dom.saml.v2.protocol.StatusResponseType",
                                "org.keycloak.sessions.AuthenticationSessionModel")),
                SecurityHook.of("revoked-sign-in", "ends sign-ins that wait at a page when all of their user's end "
                        + "or the account changes, and secret codes when a user signs all devices out",
                        new FilterProof("dev.latchkey.signin.filter.FlowTransitionFilter"),
                        new FilterProof("dev.latchkey.signin.filter.SignInNotesFilter"),
                        new FilterProof("dev.latchkey.signin.logout.EverySessionEndedFilter"),
                        EndpointProof.of(HookTargets.LOGIN_ACTIONS), EndpointProof.of(BROKER, AFTER_BROKER),
                        EndpointProof.of("org.keycloak.services.resources.account.SessionResource"),
                        MethodProof.of("org.keycloak.models.UserProvider", "getNotBeforeOfUser",
                                "org.keycloak.models.RealmModel", "org.keycloak.models.UserModel"))
                        .and(SessionProofs.CONSOLE_LOGOUT),
                SecurityHook.of("single-use-codes", "accepts a recovery code, and a code of an authenticator app by a "
                        + "counter, once where several sign-ins send it at the same moment", singleUseCodes()),
                SecurityHook.of("saml-request-notes", "keeps what a SAML request demands: IsPassive and ForceAuthn",
                        new ProviderProof(SAML,
                                "dev.latchkey.signin.SamlRequestNotes"),
                        MethodProof.of(SAML,
                                "beforeProcessingLoginRequest",
                                "org.keycloak.dom.saml.v2.protocol.AuthnRequestType",
                                "org.keycloak.sessions.AuthenticationSessionModel")),
                SecurityHook.of("saml-single-logout", "reports the sessions that a SAML identity provider logs out",
                        new ProviderProof(SAML,
                                "dev.latchkey.signin.logout.SamlSingleLogout"),
                        MethodProof.of(SAML,
                                "beforeProcessingLogoutRequest",
                                "org.keycloak.dom.saml.v2.protocol.LogoutRequestType",
                                "org.keycloak.models.UserSessionModel",
                                "org.keycloak.models.AuthenticatedClientSessionModel")),
                SecurityHook.of("provider-logout", "reports the sessions that an OpenID Connect identity provider "
                        + "logs out and of which Keycloak emits no event, and ends secret codes with the logout of an "
                        + "identity provider",
                        new FilterProof("dev.latchkey.signin.logout.ProviderLogoutFilter"),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.LogoutEndpoint",
                                "/backchannel-logout"),
                        EndpointProof.of("org.keycloak.broker.oidc.KeycloakOIDCIdentityProvider$KeycloakEndpoint",
                                "k_logout"),
                        EndpointProof.of("org.keycloak.broker.saml.SAMLEndpoint"),
                        MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "verifyLogoutToken",
                                "org.keycloak.models.KeycloakSession", "java.lang.String"),
                        ProviderProofs.KEYS, ProviderProofs.PROVIDER),
                SecurityHook.of("account-events", "deletes rows with their user and realm, purges, and opens the "
                        + "guard when an administrator clears login failures",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.signin.events.LatchkeyEventsFactory"),
                        HookTargets.GLOBAL_LISTENERS,
                        SessionProofs.DIRECTORY,
                        MethodProof.of("org.keycloak.timer.TimerProvider", "schedule", "org.keycloak.timer.TaskRunner",
                                "long")));
    }

    /** Where recovery codes are switched off, Keycloak loads no provider of them, and nothing asks for them. */
    private static Proof[] singleUseCodes() {
        Stream<Proof> always = Stream.of(
                new ProviderProof(CREDENTIALS, "dev.latchkey.signin.credential.SingleUseAuthenticatorCodesFactory"),
                MethodProof.of("org.keycloak.credential.OTPCredentialProvider", "isValid", VALIDATED),
                MethodProof.of("org.keycloak.credential.RecoveryAuthnCodesCredentialProvider", "isValid", VALIDATED));
        boolean recovery = Profile.getInstance() == null || Profile.isFeatureEnabled(Profile.Feature.RECOVERY_CODES);
        return Stream.concat(always, recovery ? Stream.of(new ProviderProof(CREDENTIALS,
                "dev.latchkey.signin.credential.SingleUseRecoveryCodesFactory")) : Stream.empty())
                .toArray(Proof[]::new);
    }
}
