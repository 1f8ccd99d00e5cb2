package dev.latchkey.nativeapi.hook;

import java.util.List;

import dev.latchkey.common.hook.HookTargets;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.OriginProofs;
import dev.latchkey.common.hook.ProviderProof;
import dev.latchkey.common.hook.SecurityHook;
import dev.latchkey.common.hook.SecurityHooks;

/** The hook of sign-ins without a browser. */
public final class NativeApiHooks implements SecurityHooks {

    @Override
    public List<SecurityHook> hooks() {
        return List.of(
                SecurityHook.of("native-sign-in", "holds sign-ins without a browser to the flow and to the client's "
                        + "rules",
                        new ProviderProof(HookTargets.REALM_RESOURCE, "dev.latchkey.nativeapi.rest.OtpResourceFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.nativeapi.authentication.NativeChooseUserFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.nativeapi.authentication.NativeEmailOtpAuthenticatorFactory"),
                        new ProviderProof(HookTargets.AUTHENTICATOR,
                                "dev.latchkey.nativeapi.authentication.NativeTextOtpAuthenticatorFactory"),
                        MethodProof.of("org.keycloak.authentication.AuthenticationProcessor",
                                "authenticationComplete"))
                        .and(OriginProofs.CLIENT).and(LineProofs.ADD_ONS));
    }
}
