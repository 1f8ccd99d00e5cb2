package dev.latchkey.risk.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hooks of the risk of sign-ins. */
public final class RiskHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("risk-steps", "evaluates the risk of sign-ins, and lets flows depend on it",
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.risk.authentication.RiskAuthenticatorFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.risk.authentication.RiskConditionFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.risk.authentication.RiskRefusalFactory")),
                SecurityHook.of("risk-history", "remembers sign-ins that have succeeded, for the risk of the next ones",
                        new ProviderProof(HookTargets.EVENT_LISTENER,
                                "dev.latchkey.risk.delivery.SignInListenerFactory"),
                        HookTargets.GLOBAL_LISTENERS),
                SecurityHook.of("risk-entries", "shows users and administrators what is remembered of sign-ins, and "
                        + "erases it",
                        new ProviderProof(HookTargets.REALM_RESOURCE, "dev.latchkey.risk.rest.RiskResourceFactory"),
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.risk.admin.RiskAdminResourceFactory"))
                        .and(HookTargets.ACCESS_TOKENS));
    }
}
