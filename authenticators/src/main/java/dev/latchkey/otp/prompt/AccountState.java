package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.account.DetectorLock;
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
 * What Keycloak says of an account, read again at every step, because it can change between two of them: disabled by an
 * admin, locked by the brute-force detector.
 */
public final class AccountState {

    private static final long SOON_MILLIS = 1000;

    private AccountState() {
    }

    /**
     * Why an account cannot sign in.
     *
     * @param error       the error for the event
     * @param untilMillis when it can again, epoch milliseconds; 0 for not by itself
     */
    public record Unavailable(String error, long untilMillis) {
    }

    public static Optional<Unavailable> unavailable(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!user.isEnabled()) {
            return Optional.of(new Unavailable(Errors.USER_DISABLED, 0));
        }
        return DetectorLock.of(session, realm, user).map(error -> new Unavailable(error,
                Errors.USER_TEMPORARILY_DISABLED.equals(error) ? until(session, realm, user) : 0));
    }

    /** The detector also shuts an account, without an end, while it still counts an earlier failure: not for long. */
    private static long until(KeycloakSession session, RealmModel realm, UserModel user) {
        UserLoginFailureModel failures = session.loginFailures().getUserLoginFailure(realm, user.getId());
        long soon = Time.currentTimeMillis() + SOON_MILLIS;
        return failures == null ? soon : Math.max(soon, failures.getFailedLoginNotBefore() * 1000L);
    }

    /**
     * The page for an account that was deleted since the page before; leaves an event. Keycloak looks the user up again
     * with each request, and hands out null then.
     */
    public static Response gone(LoginFormsProvider form, EventBuilder event) {
        event.clone().error(Errors.USER_NOT_FOUND);
        return form.setError("latchkeyAccountUnavailable").createErrorPage(Response.Status.BAD_REQUEST);
    }
}
