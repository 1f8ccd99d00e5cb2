package dev.latchkey.secretcode.flow;

import java.util.Optional;

import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.common.util.Time;
import org.keycloak.events.Event;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Notes in a client's part of a session when a user has last signed in to that very client. Keycloak keeps one time for
 * the whole session, which another client's sign-in moves as well.
 */
final class SignedIn {

    /** Note of a client's part of a session: when a user has signed in to it, epoch seconds. */
    static final String AT = "latchkey_signed_in_at";

    private final KeycloakSession session;
    private final AuthenticationSessionModel signIn;

    private SignedIn(KeycloakSession session, AuthenticationSessionModel signIn) {
        this.session = session;
        this.signIn = signIn;
    }

    /**
     * @param session the request's session
     * @param event   a sign-in that has succeeded; one that needed no user, such as a silent one, changes nothing
     */
    static void note(KeycloakSession session, Event event) {
        AuthenticationSessionModel signIn = session.getContext().getAuthenticationSession();
        if (signIn == null || event.getSessionId() == null || AuthenticatorUtil.isSSOAuthentication(signIn)
                || CodeGrantAttempt.of(session).isPresent()) {
            return;
        }
        RealmModel realm = signIn.getRealm();
        UserSessionModel userSession = session.sessions().getUserSession(realm, event.getSessionId());
        AuthenticatedClientSessionModel part = userSession == null
                ? null
                : userSession.getAuthenticatedClientSessionByClient(signIn.getClient().getId());
        if (part != null && CodeClients.policy(signIn.getClient()).isPresent()) {
            new SignedIn(session, signIn).note(userSession, part);
        } else if (userSession != null) {
            new SignedIn(session, signIn).byUser(userSession);
        }
    }

    private void note(UserSessionModel userSession, AuthenticatedClientSessionModel part) {
        Optional<String> code = Optional.ofNullable(signIn.getAuthNote(OpenedSessions.OPENED_BY));
        if (code.isEmpty()) {
            byUser(userSession);
            part.removeNote(OpenedSessions.OPENED_BY);
            part.setNote(AT, String.valueOf(now()));
            return;
        }
        part.removeNote(AT);
        part.setNote(OpenedSessions.OPENED_BY, code.get());
        if (userSession.getNote(AuthenticationManager.AUTH_TIME) == null) {
            userSession.setNote(OpenedSessions.OPENED_BY, code.get());
        }
        OpenedSessions.confirm(session, signIn.getRealm().getId(), code.get(), userSession.getId());
    }

    /** From now on the session is that of a user, whatever has opened it. */
    private void byUser(UserSessionModel userSession) {
        if (userSession.getNote(OpenedSessions.OPENED_BY) != null) {
            userSession.removeNote(OpenedSessions.OPENED_BY);
        }
    }

    /** As Keycloak reckons it for the whole session. */
    private int now() {
        return Optional.ofNullable(signIn.getClientNote(AuthenticationManager.AUTH_TIME_BROKER))
                .map(Integer::parseInt).orElse(Time.currentTime());
    }
}
