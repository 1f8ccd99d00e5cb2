package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Invitation;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-up by an organization's invitation, in a tab that waits for the code. Its account is disabled until the code
 * proves the mailbox and the invitation is still valid: no other way may make it active.
 */
public final class InvitedSignUp {

    private static final String PREFIX = "latchkey.otp.invited.";
    private static final String INVITATION = PREFIX + "invitation";
    private static final String ORGANIZATION = PREFIX + "organization";
    private static final String USER = PREFIX + "user";

    private InvitedSignUp() {
    }

    /**
     * @param authSession the tab
     * @param invitation  the invitation by which the form was opened
     */
    static void begin(AuthenticationSessionModel authSession, Invitation invitation) {
        authSession.setAuthNote(INVITATION, invitation.id());
        authSession.setAuthNote(ORGANIZATION, invitation.organizationId());
        authSession.removeAuthNote(USER);
    }

    /**
     * @param authSession the tab
     * @param userId      the account that the sign-up has created
     */
    static void created(AuthenticationSessionModel authSession, String userId) {
        authSession.setAuthNote(USER, userId);
    }

    /** @param authSession a tab that is about another user from now on */
    static void forget(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(INVITATION);
        authSession.removeAuthNote(ORGANIZATION);
        authSession.removeAuthNote(USER);
    }

    /**
     * @param authSession a tab
     * @param user        a user
     * @return the id of the invitation by which this account was created there; empty when there was none
     */
    public static Optional<String> invitation(AuthenticationSessionModel authSession, UserModel user) {
        return Optional.ofNullable(authSession.getAuthNote(INVITATION))
                .filter(invitation -> user.getId().equals(authSession.getAuthNote(USER)));
    }

    /**
     * @param session     the request's session
     * @param authSession a tab
     * @return the id of the organization, while the tab waits for the code of an invited sign-up, for whichever address
     */
    static Optional<String> organization(KeycloakSession session, AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getAuthNote(ORGANIZATION))
                .filter(waiting -> UnverifiedUser.in(session, authSession, Purpose.SIGN_UP).isPresent());
    }
}
