package dev.latchkey.device.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hooks of trusted devices. */
public final class DeviceHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("trusted-device-steps", "asks untrusted devices for the second factor, and trusts "
                        + "devices",
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.device.authentication.UntrustedDeviceConditionFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.device.authentication.TrustDeviceAuthenticatorFactory"),
                        MethodProof.of("org.keycloak.authentication.AuthenticationFlowCallback", "onTopFlowSuccess",
                                "org.keycloak.models.AuthenticationFlowModel")),
                SecurityHook.of("trust-policy-check", "refuses a trust policy out of its range",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.device.events.TrustPolicyCheckFactory"),
                        HookTargets.GLOBAL_LISTENERS),
                SecurityHook.of("trusted-device-entries", "shows trusted devices to users and administrators, who "
                        + "may end them",
                        new ProviderProof(HookTargets.CREDENTIAL,
                                "dev.latchkey.device.credential.DeviceCredentialProviderFactory"),
                        new ProviderProof(HookTargets.REALM_RESOURCE,
                                "dev.latchkey.device.rest.DevicesResourceFactory"),
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.device.admin.DevicesAdminResourceFactory"))
                        .and(HookTargets.ACCESS_TOKENS));
    }
}
