package dev.latchkey.otp.authentication;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;

/** Keycloak's "remember me" of a form of ours. */
public final class RememberMe {

    private RememberMe() {
    }

    /**
     * Notes whether the form that the user has sent says "remember me".
     *
     * @param context the step's context
     * @param form    the form
     */
    public static void read(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        AuthenticatorUtils.processRememberMe(context, form);
    }
}
