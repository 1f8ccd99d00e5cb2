package dev.latchkey.otp.prompt;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/** Reports wrong answers to Keycloak's brute-force detector where no flow does. */
public final class DetectorFailure {

    private DetectorFailure() {
    }

    /**
     * Reports one wrong answer that was verified: a required action, and the page of a link, run outside the flow,
     * which would report it otherwise.
     *
     * @param session the request's session
     * @param user    the user whose answer it was
     */
    public static void report(KeycloakSession session, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        if (realm.isBruteForceProtected()) {
            session.getProvider(BruteForceProtector.class).failedLogin(realm, user,
                    session.getContext().getConnection(), session.getContext().getUri(), null);
        }
    }
}
