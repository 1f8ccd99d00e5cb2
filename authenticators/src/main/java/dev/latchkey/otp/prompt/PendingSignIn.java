package dev.latchkey.otp.prompt;

import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.signin.account.PasswordWatch;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that has reached the proof of the mailbox. If the account becomes active in another way in the meantime,
 * the password that was used in this sign-in may have been removed, and the sign-in must not continue with it.
 */
public final class PendingSignIn {

    private static final String BEGUN = "latchkey.pending-sign-in";
    private static final String PROVEN = "latchkey.mailbox-proven";

    private PendingSignIn() {
    }

    /**
     * Notes that the sign-in waits for the proof of the mailbox, and watches the user's password from now on.
     *
     * @param authSession the sign-in
     * @param user        its user
     */
    public static void begin(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(BEGUN, user.getId());
        PasswordWatch.goOn(authSession, user);
    }

    /**
     * Notes that the mailbox was proven in this sign-in. From then on a password change does not end the sign-in: the
     * user makes it in a later step.
     *
     * @param authSession the sign-in
     * @param user        its user, whose mailbox it is
     */
    public static void end(AuthenticationSessionModel authSession, UserModel user) {
        authSession.removeAuthNote(BEGUN);
        authSession.setAuthNote(PROVEN, user.getId());
    }

    /**
     * Reports whether the mailbox was proven in this sign-in. A read-only directory cannot store that.
     *
     * @param authSession the sign-in
     * @param user        its user
     * @return whether this user's mailbox was proven
     */
    public static boolean proven(AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(PROVEN));
    }

    /**
     * Checks whether the user has to start the sign-in again.
     *
     * @param session     the request's session
     * @param authSession the sign-in
     * @param user        its user
     * @return whether the password was changed since, or the sign-in used a password that the account no longer has
     */
    public static boolean outdated(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(BEGUN)) && PasswordWatch.outdated(authSession, user)
                || AuthenticationRecords.ofCompletedFlow(session, authSession).passed(Factor.PASSWORD)
                        && !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE);
    }
}
