package dev.latchkey.secretcode.events;

import java.util.Optional;

import dev.latchkey.common.account.AccountSnapshot;
import dev.latchkey.secretcode.AccountAtSignIn;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeGrantAttempt;
import dev.latchkey.secretcode.session.OpenedSessions;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.common.util.Time;
import org.keycloak.events.Event;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Records in a client session when a user has last signed in to that client, and the state of the account at that time.
 * Keycloak keeps one time for the whole user session, and the sign-in of any other client updates it as well.
 */
public final class SignedIn {

    /** Note of a client session: when a user has signed in to it, epoch seconds. */
    public static final String AT = "latchkey_signed_in_at";
    /** Note of a client session: the state of the account at that time, as {@link AccountAtSignIn#text}. */
    public static final String ACCOUNT = "latchkey_signed_in_account";

    private SignedIn() {
    }

    /**
     * @param session the request's session
     * @param event   a successful sign-in; one without interaction, such as a silent one, changes nothing
     */
    static void note(KeycloakSession session, Event event) {
        AuthenticationSessionModel signIn = session.getContext().getAuthenticationSession();
        if (signIn == null || event.getSessionId() == null || AuthenticatorUtil.isSSOAuthentication(signIn)
                || SecretCodeGrantAttempt.of(session).isPresent()) {
            return;
        }
        RealmModel realm = signIn.getRealm();
        // after a session limit has signed another client out, the context has that client: the event has the right one
        ClientModel client = realm.getClientByClientId(event.getClientId());
        UserSessionModel userSession = session.sessions().getUserSession(realm, event.getSessionId());
        if (client == null || userSession == null) {
            return;
        }
        AuthenticatedClientSessionModel part = userSession.getAuthenticatedClientSessionByClient(client.getId());
        Optional<String> byCode = OpenedSessions.opened(userSession);
        if (byCode.isEmpty()) {
            byUser(userSession, part, SecretCodeClients.policy(client));
        } else {
            byCode(userSession, part, byCode.get());
            OpenedSessions.confirm(session, realm.getId(), byCode.get(), userSession.getId());
        }
    }

    private static void byCode(UserSessionModel userSession, AuthenticatedClientSessionModel part, String code) {
        if (userSession.getNote(AuthenticationManager.AUTH_TIME) == null) {
            userSession.setNote(OpenedSessions.OPENED_BY, code);
        }
        if (part != null) {
            part.removeNote(AT);
            part.removeNote(ACCOUNT);
            part.setNote(OpenedSessions.OPENED_BY, code);
        }
    }

    /** Removes the marks of a code: from now on the session counts as one that a user has signed in to. */
    private static void byUser(UserSessionModel userSession, AuthenticatedClientSessionModel part,
            Optional<SecretCodePolicy> policy) {
        if (userSession.getNote(OpenedSessions.OPENED_BY) != null) {
            userSession.removeNote(OpenedSessions.OPENED_BY);
        }
        if (part != null && policy.isPresent()) {
            part.removeNote(OpenedSessions.OPENED_BY);
            part.setNote(AT, String.valueOf(Time.currentTimeMillis() / 1000));
            part.setNote(ACCOUNT, AccountAtSignIn.of(AccountSnapshot.of(userSession.getRealm(), userSession.getUser(),
                    policy.get().passwordAttribute())).text());
        }
    }
}
