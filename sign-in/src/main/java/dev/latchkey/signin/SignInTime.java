package dev.latchkey.signin;

import java.time.Duration;
import java.util.Optional;

import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * When a user has last signed in to one client by factors: not silently by an older session, not by an administrator's
 * impersonation, and not by what an app stores in place of a user. Keycloak keeps one time for the whole user session,
 * and the sign-in of any other client updates it as well; so each client session has a note of its own. What only a
 * user may do who has just signed in depends on it.
 *
 * @param at epoch seconds
 */
public record SignInTime(int at) {

    /** Note of a client session that no user has signed in to: the id of what has opened it instead. */
    public static final String OPENED_BY = "latchkey_secret_code";

    /** Note of a session that a sign-in in progress is about to open by something else than a user: its id. */
    public static final String OPENING = "latchkey_secret_code_opening";

    private static final String NOTE = "latchkey_signed_in_at";

    /**
     * Notes the time of a sign-in in its client session.
     *
     * @param session the request's session
     * @param event   a successful sign-in; one without interaction, such as a silent one, changes nothing
     */
    public static void note(KeycloakSession session, Event event) {
        clientSession(session, event).ifPresent(signedIn ->
                signedIn.setNote(NOTE, String.valueOf(Time.currentTimeMillis() / 1000)));
    }

    /**
     * @param session the request's session
     * @param event   a successful sign-in
     * @return the client session that the user has signed in to; empty where no user has, as in a silent sign-in
     */
    public static Optional<AuthenticatedClientSessionModel> clientSession(KeycloakSession session, Event event) {
        AuthenticationSessionModel signIn = session.getContext().getAuthenticationSession();
        if (signIn == null || event.getSessionId() == null || silentInTab(session, signIn)) {
            return Optional.empty();
        }
        RealmModel realm = signIn.getRealm();
        // after a session limit has signed another client out, the context has that client: the event has the right one
        ClientModel client = realm.getClientByClientId(event.getClientId());
        UserSessionModel userSession = session.sessions().getUserSession(realm, event.getSessionId());
        return client == null || userSession == null ? Optional.empty()
                : Optional.ofNullable(userSession.getAuthenticatedClientSessionByClient(client.getId()))
                        .filter(part -> endsWithConsent(event) || !AuthenticationManager.isSSOAuthentication(part));
    }

    /**
     * Keycloak moves the note of a silent sign-in from the tab to the client session before it reports the sign-in; one
     * that ends with the consent page it reports before that, while the client session has the note of the last one.
     */
    private static boolean endsWithConsent(Event event) {
        return event.getDetails() != null
                && Details.CONSENT_VALUE_CONSENT_GRANTED.equals(event.getDetails().get(Details.CONSENT));
    }

    /** A passive sign-in is reported before the note is moved, and the tab may be gone by then. */
    private static boolean silentInTab(KeycloakSession session, AuthenticationSessionModel signIn) {
        return AuthenticatorUtil.isSSOAuthentication(signIn) || ForwardedRequest.is(session, signIn)
                || CurrentTab.isReplaced(session) && ApplicationRequest.is(session);
    }

    /**
     * @param userSession   a user's session
     * @param clientSession a client's part of it; null where the client has none
     * @return when the user has signed in to that client; empty where that is not known, or no user has
     */
    public static Optional<SignInTime> of(UserSessionModel userSession,
            AuthenticatedClientSessionModel clientSession) {
        if (userSession == null || clientSession == null
                || clientSession.getNote(NOTE) == null
                || PartNotes.get(clientSession, OPENED_BY).isPresent()
                || AuthenticationManager.isSSOAuthentication(clientSession)
                || userSession.getNote(ImpersonationSessionNote.IMPERSONATOR_ID.toString()) != null) {
            return Optional.empty();
        }
        int noted = Integer.parseInt(clientSession.getNote(NOTE));
        String ofSession = userSession.getNote(AuthenticationManager.AUTH_TIME);
        if (ofSession != null) {
            // an identity provider may report an older time
            return Optional.of(new SignInTime(Math.min(noted, Integer.parseInt(ofSession))));
        }
        // the password grant leaves no time, and opens a session each time, after the steps of a flow; other grants
        // without a time pass no step
        return AuthenticatorUtils.parseCompletedExecutions(userSession.getNote(Constants.AUTHENTICATORS_COMPLETED))
                .isEmpty() ? Optional.empty() : Optional.of(new SignInTime(noted));
    }

    /**
     * @param age an age
     * @return whether the user has signed in within it
     */
    public boolean isWithin(Duration age) {
        return Time.currentTimeMillis() / 1000 - at <= age.toSeconds();
    }
}
