package dev.latchkey.otp.rest;

import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.OtpRequests;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A tab of this browser that waits for a code.
 *
 * @param authSession the tab's authentication session
 * @param user        the user whose code it waits for
 * @param purpose     the purpose of the code
 */
record WaitingTab(AuthenticationSessionModel authSession, UserModel user, Purpose purpose) {

    /** Whether the code is asked for after a factor: a tab that has a user may know no more than the name. */
    boolean afterAFactor(KeycloakSession session) {
        return purpose == Purpose.SECOND_FACTOR
                || purpose == Purpose.VERIFY_EMAIL && !UnprovenSignIn.provesNothing(session, authSession, user);
    }

    ChallengeNotes notes() {
        return new ChallengeNotes(authSession, purpose);
    }

    OtpRequest request(KeycloakSession session) {
        return OtpRequests.of(session, authSession, user, purpose);
    }
}
