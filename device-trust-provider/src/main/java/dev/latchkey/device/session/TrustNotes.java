package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.device.RecognitionResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a sign-in stores about its device: the result of the condition, and the user's choice. */
public final class TrustNotes {

    private static final String PREFIX = "latchkey.device.";
    private static final String SEEN = PREFIX + "seen";
    private static final String CHOICE = PREFIX + "wish";
    private static final String TRUSTED = "trusted";
    private static final String NOT_TRUSTED = "not-trusted";

    private final AuthenticationSessionModel authSession;

    /** @param authSession the sign-in */
    public TrustNotes(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
    }

    /**
     * The stored result of the condition, since Keycloak may evaluate the condition any number of times.
     *
     * @param user the user
     * @return whether the condition found the user's device trusted; empty when it was not evaluated yet
     */
    public Optional<Boolean> seen(UserModel user) {
        return Optional.ofNullable(authSession.getAuthNote(SEEN + '.' + user.getId())).map(TRUSTED::equals);
    }

    /**
     * Stores the result of the condition.
     *
     * @param user    the user
     * @param trusted whether the user's device is trusted
     */
    public void seen(UserModel user, boolean trusted) {
        authSession.setAuthNote(SEEN + '.' + user.getId(), trusted ? TRUSTED : NOT_TRUSTED);
    }

    /** @return the user's answer to whether this device is to be trusted; empty when not asked yet */
    public Optional<Boolean> choice() {
        return Optional.ofNullable(authSession.getAuthNote(CHOICE)).map(Boolean::parseBoolean);
    }

    /** @param trust whether the user chose to trust this device */
    public void choice(boolean trust) {
        authSession.setAuthNote(CHOICE, Boolean.toString(trust));
    }

    /**
     * Keeps the result for the rest of this request, which saves the callback a read of the database.
     *
     * @param session the request's session
     * @param trusted the result
     */
    public static void keep(KeycloakSession session, RecognitionResult.Trusted trusted) {
        session.setAttribute(PREFIX + "recognition", trusted);
    }

    /**
     * @param session the request's session
     * @return the result that this request has kept; empty when it has kept none
     */
    public static Optional<RecognitionResult.Trusted> kept(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(PREFIX + "recognition", RecognitionResult.Trusted.class));
    }
}
