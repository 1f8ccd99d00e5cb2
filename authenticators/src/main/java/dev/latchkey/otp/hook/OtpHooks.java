package dev.latchkey.otp.hook;

import java.util.List;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;
import dev.latchkey.signin.hook.TokenProcessorProofs;

/** The hooks of one-time codes, registration and pending accounts. */
public final class OtpHooks implements SecurityHooks {

    private static final String REQUIRED_ACTION = "org.keycloak.authentication.RequiredActionProvider";

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("pending-account-gate", "keeps pending accounts from tokens by every grant",
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.otp.admin.AccountStatusAdminResourceFactory"))
                        .and(TokenProcessorProofs.of("dev.latchkey.otp.token.PendingAccountGateFactory")),
                SecurityHook.of("old-approval-gate", "refuses a backchannel request from before a password reset",
                        MethodProof.of("org.keycloak.protocol.oidc.grants.ciba.channel.CIBAAuthenticationRequest",
                                "deserialize", "org.keycloak.models.KeycloakSession", "java.lang.String"))
                        .and(TokenProcessorProofs.of("dev.latchkey.otp.token.OldApprovalGateFactory")),
                SecurityHook.of("verify-email-action", "has pending accounts prove their mailbox, and reports wrong "
                        + "codes to Keycloak's brute-force detector",
                        new ProviderProof(REQUIRED_ACTION, "dev.latchkey.otp.authentication.VerifyEmailActionFactory"),
                        MethodProof.of("org.keycloak.authentication.RequiredActionFactory", "validateConfig",
                                "org.keycloak.models.KeycloakSession", "org.keycloak.models.RealmModel",
                                "org.keycloak.models.RequiredActionConfigModel"),
                        LineProofs.DETECTOR),
                SecurityHook.of("otp-steps", "asks for one-time codes at sign-in, registration and password reset",
                        authenticator("ChooseUserAuthenticatorFactory"),
                        authenticator("EmailOtpAuthenticatorFactory"),
                        authenticator("NewPasswordAuthenticatorFactory"),
                        authenticator("ResetCodeAuthenticatorFactory"),
                        authenticator("RegistrationCodeAuthenticatorFactory"),
                        new ProviderProof("org.keycloak.authentication.FormAction",
                                "dev.latchkey.otp.authentication.RegistrationActionFactory"))
                        .and(LineProofs.REMEMBER_ME),
                SecurityHook.of("invited-sign-up", "serves the code page of an invited sign-up where registration is "
                        + "off, and holds an invitation to its address",
                        new FilterProof("dev.latchkey.otp.prompt.InvitedSignUpFilter"),
                        EndpointProof.of("org.keycloak.services.resources.LoginActionsService", "registration",
                                "action-token"))
                        .and(InvitationProofs.STORE),
                SecurityHook.of("unproven-mailbox-links", "refuses Keycloak's links for a reset, a linked identity "
                        + "or a verified address of an account whose address does not stand for its owner",
                        new FilterProof("dev.latchkey.otp.prompt.UnprovenMailboxFilter"),
                        EndpointProof.of("org.keycloak.services.resources.LoginActionsService", "action-token",
                                "reset-credentials")),
                SecurityHook.of("link-mail", "limits the mails that ask whether an identity is to be linked",
                        authenticator("LimitedLinkMailFactory")),
                SecurityHook.of("pending-accounts", "ends what was set up before an account became active",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.otp.lifecycle.PendingAccountsFactory"),
                        MethodProof.of("org.keycloak.models.FederatedIdentityModel$FederatedIdentityCreatedEvent",
                                "getUser"),
                        HookTargets.GLOBAL_LISTENERS),
                SecurityHook.of("changed-address", "tells the old address of a change, and ends what hung on it",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.otp.lifecycle.ChangedAddressFactory"),
                        HookTargets.GLOBAL_LISTENERS));
    }

    private static ProviderProof authenticator(String factory) {
        return new ProviderProof(HookTargets.AUTHENTICATOR, "dev.latchkey.otp.authentication." + factory);
    }
}
