package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether an account's trusted device was recognised in one authentication, as a note of its tab: Keycloak may evaluate
 * the condition any number of times, and what follows may be a later request. A tab that moves to another flow starts
 * clean.
 */
public final class RecognisedDevice {

    private static final String NOTE = "latchkey.device.recognised.";

    private RecognisedDevice() {
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param userId      the account
     * @return whether its trusted device was recognised; empty when that was not asked yet
     */
    public static Optional<Boolean> of(AuthenticationSessionModel authSession, String userId) {
        return Optional.ofNullable(authSession.getAuthNote(NOTE + userId)).map(Boolean::parseBoolean);
    }

    /**
     * Keeps it for the rest of the authentication.
     *
     * @param authSession the tab, or the app's sign-in
     * @param userId      the account
     * @param recognised  whether its trusted device was recognised
     */
    public static void keep(AuthenticationSessionModel authSession, String userId, boolean recognised) {
        authSession.setAuthNote(NOTE + userId, Boolean.toString(recognised));
    }
}
