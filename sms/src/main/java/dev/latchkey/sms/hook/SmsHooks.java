package dev.latchkey.sms.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hooks of codes by text message. */
public final class SmsHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("sms-step", "asks for codes by text message as a second factor",
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.sms.authentication.SmsOtpAuthenticatorFactory")),
                SecurityHook.of("number-password-step", "takes a proven telephone number in place of the user name",
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.sms.authentication.NumberPasswordFormFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR, "dev.latchkey.sms.authentication.NumberUsername"),
                        MethodProof.of("org.keycloak.authentication.authenticators.directgrant.ValidateUsername",
                                "retrieveUsername", "org.keycloak.authentication.AuthenticationFlowContext"),
                        MethodProof.of("org.keycloak.authentication.authenticators.browser.UsernamePasswordForm",
                                "validateForm", "org.keycloak.authentication.AuthenticationFlowContext",
                                "jakarta.ws.rs.core.MultivaluedMap")),
                SecurityHook.of("verify-phone-action", "has users prove a telephone number by a code",
                        new ProviderProof("org.keycloak.authentication.RequiredActionProvider",
                                "dev.latchkey.sms.authentication.VerifyPhoneActionFactory")),
                SecurityHook.of("proven-numbers", "shows proven numbers to users and administrators, who may remove "
                        + "them, and marks no other number as verified",
                        new ProviderProof(HookTargets.CREDENTIAL,
                                "dev.latchkey.sms.credential.PhoneCredentialProviderFactory"),
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.sms.events.PhoneMarkFactory"),
                        HookTargets.GLOBAL_LISTENERS));
    }
}
