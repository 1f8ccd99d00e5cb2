package dev.latchkey.limit.hook;

import java.util.List;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hooks of the rates and of the account guard. */
public final class LimitHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("endpoint-rate-limit", "limits floods at Keycloak's sign-in and token endpoints",
                        new FilterProof("dev.latchkey.limit.rest.EndpointRateLimitFilter"),
                        EndpointProof.of(HookTargets.AUTHORIZATION), EndpointProof.of(HookTargets.LOGIN_ACTIONS),
                        EndpointProof.of(HookTargets.SAML),
                        EndpointProof.of("org.keycloak.protocol.oidc.endpoints.TokenEndpoint")),
                SecurityHook.of("guard-endpoint", "lets administrators see and open the account guard",
                        new ProviderProof(HookTargets.ADMIN_RESOURCE,
                                "dev.latchkey.limit.admin.GuardAdminResourceFactory")));
    }
}
