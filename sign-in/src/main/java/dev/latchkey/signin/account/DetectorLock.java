package dev.latchkey.signin.account;

import java.util.Optional;
import java.util.function.Supplier;

import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Whether Keycloak's brute-force detector has locked an account (keycloak-services, not a public API). */
public final class DetectorLock {

    private DetectorLock() {
    }

    /**
     * Asks the detector outside of any sign-in. Within one it also takes a user for locked who signs in elsewhere at
     * the same moment, so that no client guesses faster than it counts. Codes need no such lock: an attempt is counted
     * before it is compared, and secret codes are beyond guessing.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account
     * @return the error for an event; empty when the account is not locked
     */
    public static Optional<String> of(KeycloakSession session, RealmModel realm, UserModel user) {
        return Optional.ofNullable(outsideOfSignIn(session, () -> AuthenticatorUtils.getDisabledByBruteForceEventError(
                session.getProvider(BruteForceProtector.class), session, realm, user)));
    }

    static <T> T outsideOfSignIn(KeycloakSession session, Supplier<T> question) {
        KeycloakContext context = session.getContext();
        AuthenticationSessionModel signIn = context.getAuthenticationSession();
        context.setAuthenticationSession(null);
        try {
            return question.get();
        } finally {
            context.setAuthenticationSession(signIn);
        }
    }
}
