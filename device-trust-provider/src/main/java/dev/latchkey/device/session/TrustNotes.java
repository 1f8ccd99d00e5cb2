package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.device.RecognitionResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a sign-in remembers of devices: what the condition saw, and what the person wishes. */
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

    /** What the condition has seen of this user's device, so that Keycloak may ask it as often as it likes. */
    public Optional<Boolean> seen(UserModel user) {
        return Optional.ofNullable(authSession.getAuthNote(SEEN + '.' + user.getId())).map(TRUSTED::equals);
    }

    public void seen(UserModel user, boolean trusted) {
        authSession.setAuthNote(SEEN + '.' + user.getId(), trusted ? TRUSTED : NOT_TRUSTED);
    }

    /** @return what the person said when asked whether to trust the device; empty when not asked yet */
    public Optional<Boolean> choice() {
        return Optional.ofNullable(authSession.getAuthNote(CHOICE)).map(Boolean::parseBoolean);
    }

    /** @param trust whether the person wishes this device to be trusted */
    public void choice(boolean trust) {
        authSession.setAuthNote(CHOICE, Boolean.toString(trust));
    }

    /** Keeps a recognition for the rest of this request, which spares the callback a look at the database. */
    public static void keep(KeycloakSession session, RecognitionResult.Trusted trusted) {
        session.setAttribute(PREFIX + "recognition", trusted);
    }

    public static Optional<RecognitionResult.Trusted> kept(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(PREFIX + "recognition", RecognitionResult.Trusted.class));
    }
}
