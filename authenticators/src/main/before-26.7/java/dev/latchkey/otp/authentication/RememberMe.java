package dev.latchkey.otp.authentication;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;

/** "Remember me" of a form of ours, for a Keycloak that reads that of its own form alone. */
public final class RememberMe {

    private static final String FIELD = "rememberMe";

    private RememberMe() {
    }

    /**
     * Notes whether the form that the user has sent says "remember me".
     *
     * @param context the step's context
     * @param form    the form
     */
    public static void read(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        if (context.getRealm().isRememberMe() && "on".equalsIgnoreCase(form.getFirst(FIELD))) {
            context.getAuthenticationSession().setAuthNote(Details.REMEMBER_ME, Boolean.TRUE.toString());
            context.getEvent().detail(Details.REMEMBER_ME, Boolean.TRUE.toString());
        } else {
            context.getAuthenticationSession().removeAuthNote(Details.REMEMBER_ME);
        }
    }
}
