package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.signin.account.DetectorLock;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserLoginFailureModel;
import org.keycloak.models.UserModel;

/**
 * Whether Keycloak allows an account to sign in. Read again at every step, because an administrator can disable the
 * account and the brute-force detector can lock it between two steps.
 */
public final class AccountState {

    private static final long SOON_MILLIS = 1000;

    private AccountState() {
    }

    /**
     * Why an account cannot sign in.
     *
     * @param error       the error for the event
     * @param untilMillis when it can sign in again, epoch milliseconds; 0 when an administrator has to enable it
     */
    public record Unavailable(String error, long untilMillis) {
    }

    /**
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account
     * @return why the account cannot sign in at present; empty when it can
     */
    public static Optional<Unavailable> unavailable(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!user.isEnabled()) {
            return Optional.of(new Unavailable(Errors.USER_DISABLED, 0));
        }
        return DetectorLock.of(session, realm, user).map(error -> new Unavailable(error,
                Errors.USER_TEMPORARILY_DISABLED.equals(error) ? until(session, realm, user) : 0));
    }

    /**
     * Returns the end of a temporary lock, at least one second from now. The detector also locks an account, without an
     * end time, while it still processes an earlier failure, which takes a short time.
     */
    private static long until(KeycloakSession session, RealmModel realm, UserModel user) {
        UserLoginFailureModel failures = session.loginFailures().getUserLoginFailure(realm, user.getId());
        long soon = Time.currentTimeMillis() + SOON_MILLIS;
        return failures == null ? soon : Math.max(soon, failures.getFailedLoginNotBefore() * 1000L);
    }

    /**
     * Sends an error event and returns the page for an account that was deleted since the previous page. Keycloak looks
     * the user up again with each request and returns null then.
     *
     * @param form  the form provider that renders the page
     * @param event the event of the request; a clone is sent
     * @return an error page, status 400
     */
    public static Response gone(LoginFormsProvider form, EventBuilder event) {
        event.clone().error(Errors.USER_NOT_FOUND);
        return form.setError("latchkeyAccountUnavailable").createErrorPage(Response.Status.BAD_REQUEST);
    }
}
