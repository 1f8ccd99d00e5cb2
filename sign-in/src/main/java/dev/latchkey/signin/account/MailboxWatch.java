package dev.latchkey.signin.account;

import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Detects that an account's e-mail address was changed while a sign-in was under way. A client that has proven the old
 * mailbox must not continue with that.
 */
public final class MailboxWatch {

    private static final String ADDRESS = "latchkey.address-at.";
    private static final String PROVEN = "latchkey.address-proven.";

    private MailboxWatch() {
    }

    /**
     * Remembers the address, whatever was remembered before, such as after a change in this very sign-in.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account
     */
    public static void begin(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(ADDRESS + user.getId(), address(user));
    }

    /**
     * Remembers the address, unless one is remembered already.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account
     */
    public static void goOn(AuthenticationSessionModel authSession, UserModel user) {
        if (authSession.getAuthNote(ADDRESS + user.getId()) == null) {
            begin(authSession, user);
        }
    }

    /**
     * Remembers that the mailbox was proven, by a code or by a device that stands for one.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account, whose address it is now
     */
    public static void proven(AuthenticationSessionModel authSession, UserModel user) {
        begin(authSession, user);
        authSession.setAuthNote(PROVEN + user.getId(), Boolean.TRUE.toString());
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param user        the account as it is now
     * @return whether its mailbox was proven, and its address is another one since; false when it never was proven
     */
    public static boolean outdated(AuthenticationSessionModel authSession, UserModel user) {
        return authSession.getAuthNote(PROVEN + user.getId()) != null && changed(authSession, user);
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param user        the account as it is now
     * @return whether its address is another one than was remembered; false when none was
     */
    public static boolean changed(AuthenticationSessionModel authSession, UserModel user) {
        String begun = authSession.getAuthNote(ADDRESS + user.getId());
        return begun != null && !begun.equals(address(user));
    }

    private static String address(UserModel user) {
        return user.getEmail() == null ? "" : user.getEmail();
    }
}
