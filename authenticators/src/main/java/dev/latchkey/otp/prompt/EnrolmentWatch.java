package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.account.PasswordWatch;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Errors;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Watches a sign-in while it waits at the pages of a required action that sets an address for codes. The action must
 * not go on when the password was set anew elsewhere, or when the session in which it was begun has ended.
 */
public final class EnrolmentWatch {

    private static final String IN_SESSION = "latchkey.enrolment-in-session.";

    private EnrolmentWatch() {
    }

    /**
     * Begins to watch, unless that has begun.
     *
     * @param context the action, of a known user
     */
    public static void begin(RequiredActionContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        PasswordWatch.goOn(authSession, context.getUser());
        if (authSession.getAuthNote(note(context)) == null) {
            authSession.setAuthNote(note(context), Boolean.toString(hasSession(context)));
        }
    }

    /**
     * @param context the action, of a known user, whose watch has begun
     * @return the page that refuses to go on; empty when the sign-in may
     */
    public static Optional<Response> refusal(RequiredActionContext context) {
        if (PasswordWatch.outdated(context.getAuthenticationSession(), context.getUser())) {
            return Optional.of(passwordReplaced(context));
        }
        return Boolean.parseBoolean(context.getAuthenticationSession().getAuthNote(note(context)))
                && !hasSession(context)
                ? Optional.of(revoked(context))
                : Optional.empty();
    }

    /**
     * Sends the event, and returns the page, for a sign-in whose password was set anew.
     *
     * @param context the action, of a known user
     * @return an error page, status 400
     */
    public static Response passwordReplaced(RequiredActionContext context) {
        return refused(context, AuditStep.OLD_PASSWORD_REFUSED, "latchkeyPasswordReplaced");
    }

    /**
     * Sends the event, and returns the page, for a sign-in that may not go on with what it has proven.
     *
     * @param context the action, of a known user
     * @return an error page, status 400
     */
    public static Response revoked(RequiredActionContext context) {
        return refused(context, AuditStep.REVOKED_SIGN_IN_REFUSED, "latchkeySignInRevoked");
    }

    private static Response refused(RequiredActionContext context, AuditStep step, String message) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        Audit.of(step).on(context.getEvent().clone().user(context.getUser())).error(Errors.INVALID_USER_CREDENTIALS);
        return context.form().setError(message).createErrorPage(Response.Status.BAD_REQUEST);
    }

    private static boolean hasSession(RequiredActionContext context) {
        return new AuthenticationSessionManager(context.getSession())
                .getUserSession(context.getAuthenticationSession()) != null;
    }

    private static String note(RequiredActionContext context) {
        return IN_SESSION + context.getUser().getId();
    }
}
