package dev.latchkey.otp.prompt;

import dev.latchkey.common.account.PasswordWatch;
import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.common.proof.Factor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that has come as far as the proof of the mailbox. When the account becomes active in another way meanwhile,
 * the password that the sign-in has come with may be gone, and the sign-in must not go on with it.
 */
public final class PendingSignIn {

    private static final String BEGUN = "latchkey.pending-sign-in";
    private static final String PROVEN = "latchkey.mailbox-proven";

    private PendingSignIn() {
    }

    public static void begin(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(BEGUN, user.getId());
        PasswordWatch.goOn(authSession, user);
    }

    /** The mailbox was proven here; a password that is changed in a later step is the user's own affair. */
    public static void end(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(BEGUN);
        authSession.setAuthNote(PROVEN, "true");
    }

    /** Whether the mailbox was proven in this sign-in, which a directory may have no room for. */
    public static boolean proven(AuthenticationSessionModel authSession) {
        return "true".equals(authSession.getAuthNote(PROVEN));
    }

    /** Whether the sign-in has to begin anew: its password was set anew, or the account has none any more. */
    public static boolean outdated(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(BEGUN)) && PasswordWatch.outdated(authSession, user)
                || AuthenticationRecords.ofCompletedFlow(session, authSession).passed(Factor.PASSWORD)
                        && !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE);
    }
}
