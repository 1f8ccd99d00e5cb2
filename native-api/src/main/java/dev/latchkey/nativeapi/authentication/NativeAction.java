package dev.latchkey.nativeapi.authentication;

import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.StepResult;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext.KcActionStatus;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A required action in the sign-in of an app, which asks for a code.
 *
 * @param alias       of the action
 * @param authSession a sign-in whose flow has succeeded
 * @param user        its user
 */
record NativeAction(String alias, AuthenticationSessionModel authSession, UserModel user) {

    static final String YES = "true";
    static final int FORBIDDEN = 403;
    static final String INSUFFICIENT = "insufficient_authorization";

    private static final String OTP = "otp";
    private static final String RESEND = "resend";

    NativeAction(String alias, AuthenticationSessionModel authSession) {
        this(alias, authSession, authSession.getAuthenticatedUser());
    }

    /** Returns a copy of the event of the sign-in, as one of this action. */
    EventBuilder event(EventBuilder signIn) {
        return signIn.clone().event(EventType.CUSTOM_REQUIRED_ACTION).detail(Details.CUSTOM_REQUIRED_ACTION, alias)
                .user(user);
    }

    /** Whether the app has asked for it. */
    boolean isInitiated() {
        return alias.equals(authSession.getClientNote(Constants.KC_ACTION));
    }

    /** Whether the account or the sign-in demands it. */
    boolean isDue() {
        return user.getRequiredActionsStream().anyMatch(alias::equals)
                || authSession.getRequiredActions().contains(alias);
    }

    /** Ends the demand. */
    void done() {
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(alias));
        authSession.removeRequiredAction(alias);
        tell(KcActionStatus.SUCCESS);
    }

    /** Notes for the app what has become of the action, if it has asked for it. */
    void tell(KcActionStatus status) {
        AuthenticationManager.setKcActionStatus(alias, status, authSession);
    }

    static StepResult answer(OtpStep step, MultivaluedMap<String, String> form) {
        if (YES.equals(form.getFirst(RESEND))) {
            return step.resend();
        }
        return form.containsKey(OTP) ? step.verify(OtpForm.only(form, OTP)) : step.show();
    }

    static Response ended(String description) {
        return NativeAnswer.ending("access_denied", description).response(FORBIDDEN);
    }
}
