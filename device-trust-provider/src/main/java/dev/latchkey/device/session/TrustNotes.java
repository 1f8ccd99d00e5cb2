package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.device.RecognitionResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a sign-in stores about its device: the user's choice, and what its present request has found. */
public final class TrustNotes {

    private static final String PREFIX = "latchkey.device.";
    private static final String CHOICE = PREFIX + "wish";

    private final AuthenticationSessionModel authSession;

    /** @param authSession the sign-in */
    public TrustNotes(AuthenticationSessionModel authSession) {
        this.authSession = authSession;
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
