package dev.latchkey.signin.account;

import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Detects that an account's password was set anew, by a reset for example, while a sign-in was under way. A client that
 * has proven the old password, or the mailbox before the change, must not continue with that (OWASP ASVS 7.4.3).
 */
public final class PasswordWatch {

    private static final String SET_AT = "latchkey.password-set-at.";

    private PasswordWatch() {
    }

    /**
     * Remembers when the password was set, whatever was remembered before.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account whose sign-in or password reset begins
     */
    public static void begin(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(SET_AT + user.getId(), setAt(authSession, user));
    }

    /**
     * Remembers when the password was set, unless that is remembered already.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account, whose password was shown in it
     */
    public static void goOn(AuthenticationSessionModel authSession, UserModel user) {
        if (authSession.getAuthNote(SET_AT + user.getId()) == null) {
            begin(authSession, user);
        }
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param user        the account as it is now
     * @return whether its password was set anew since it was remembered; false when it never was
     */
    public static boolean outdated(AuthenticationSessionModel authSession, UserModel user) {
        String begun = authSession.getAuthNote(SET_AT + user.getId());
        return begun != null && !begun.equals(setAt(authSession, user));
    }

    private static String setAt(AuthenticationSessionModel authSession, UserModel user) {
        return Long.toString(AccountSnapshot.of(authSession.getRealm(), user, "").passwordChangedAt());
    }
}
