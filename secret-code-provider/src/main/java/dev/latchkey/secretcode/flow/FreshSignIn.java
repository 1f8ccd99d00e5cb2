package dev.latchkey.secretcode.flow;

import java.time.Duration;
import java.util.OptionalInt;

import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Whether a person has signed in to an app just now: by the authorization code flow, not silently by an older
 * session, not as an admin who impersonates, and not by a code again. Nothing less may become a credential that lasts
 * for months.
 */
public final class FreshSignIn {

    /** How long ago a sign-in may lie. */
    public static final Duration MAX_AGE = Duration.ofMinutes(5);
    /** Note of sessions that a secret code has opened: the code's id. */
    public static final String OPENED_BY = "latchkey_secret_code";

    private FreshSignIn() {
    }

    /**
     * @param userSession   the person's session
     * @param clientSession the app's part of it
     * @return when the person signed in, epoch seconds; empty when it was nobody, or not just now
     */
    public static OptionalInt at(UserSessionModel userSession, AuthenticatedClientSessionModel clientSession) {
        String authTime = userSession.getNote(AuthenticationManager.AUTH_TIME);
        boolean person = authTime != null
                && OAuth2Constants.CODE.equals(clientSession.getNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM))
                && !AuthenticationManager.isSSOAuthentication(clientSession)
                && userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) == null
                && userSession.getNote(OPENED_BY) == null;
        if (!person) {
            return OptionalInt.empty();
        }
        int signedInAt = Integer.parseInt(authTime);
        boolean recent = Time.currentTimeMillis() / 1000 - signedInAt <= MAX_AGE.toSeconds();
        return recent ? OptionalInt.of(signedInAt) : OptionalInt.empty();
    }
}
