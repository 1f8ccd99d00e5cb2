package dev.latchkey.secretcode.events;

import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.secretcode.AccountAtSignIn;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeGrantAttempt;
import dev.latchkey.secretcode.session.OfflineRest;
import dev.latchkey.secretcode.session.OpenedSessions;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.signin.PartNotes;
import dev.latchkey.signin.SignInTime;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.MailboxWatch;
import dev.latchkey.signin.filter.RevokedSignIn;
import org.keycloak.events.Event;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

/**
 * Records in a client session the state of the account when a user has last signed in to that client. The time of it is
 * recorded by {@link dev.latchkey.signin.SignInTime}.
 */
public final class SignedIn {

    /** Note of a client session: the state of the account at that time, as {@link AccountAtSignIn#text}. */
    public static final String ACCOUNT = "latchkey_signed_in_account";

    private SignedIn() {
    }

    /**
     * @param session the request's session
     * @param event   a successful sign-in; one without interaction, such as a silent one, changes nothing
     */
    static void note(KeycloakSession session, Event event) {
        if (SecretCodeGrantAttempt.of(session).isEmpty()) {
            SignInTime.clientSession(session, event).ifPresent(part -> note(session, part));
        }
    }

    /**
     * Has no sign-in of a user until now give a code: the password has changed in a directory since, which the state of
     * the account does not show. One that completes later in the same request is noted anew.
     *
     * @param session the request's session
     * @param realmId the realm
     * @param userId  the user
     */
    static void forget(KeycloakSession session, String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
        if (user != null) {
            Stream.concat(session.sessions().getUserSessionsStream(realm, user),
                            session.sessions().getOfflineUserSessionsStream(realm, user)).toList().stream()
                    .flatMap(open -> open.getAuthenticatedClientSessions().values().stream())
                    .forEach(part -> PartNotes.takeBack(part, ACCOUNT));
        }
    }

    private static void note(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        Optional<OpenedSessions.Opened> byCode = OpenedSessions.opened(userSession);
        if (byCode.isEmpty()) {
            OfflineRest.end(session, userSession, part);
            byUser(userSession, part, SecretCodeClients.policy(part.getClient()), isUnchanged(session));
        } else {
            byCode(userSession, part, byCode.get());
            OpenedSessions.confirm(session, part.getRealm().getId(), byCode.get().codeId(), userSession.getId());
        }
    }

    /** Whether password and address are those of the moment when the tab's first factor was proven. */
    private static boolean isUnchanged(KeycloakSession session) {
        return CurrentTab.of(session).filter(tab -> RevokedSignIn.isOutdated(session, tab)
                || MailboxWatch.changed(tab, tab.getAuthenticatedUser())).isEmpty();
    }

    private static void byCode(UserSessionModel userSession, AuthenticatedClientSessionModel part,
            OpenedSessions.Opened opened) {
        // a policy that was taken away meanwhile allows nothing
        boolean online = SecretCodeClients.policy(part.getClient()).filter(SecretCodePolicy::offlineAccess).isEmpty();
        if (opened.session() && userSession.getAuthenticatedClientSessions().size() == 1) {
            OpenedByCode.mark(userSession, opened.codeId(), online);
        }
        PartNotes.takeBack(part, ACCOUNT);
        OpenedByCode.mark(part, opened.codeId(), online);
    }

    /** Removes the marks of a code: from now on the session counts as one that a user has signed in to. */
    private static void byUser(UserSessionModel userSession, AuthenticatedClientSessionModel part,
            Optional<SecretCodePolicy> policy, boolean unchanged) {
        OpenedByCode.unmark(userSession);
        OpenedByCode.unmark(part);
        if (policy.isPresent()) {
            PartNotes.takeBack(part, ACCOUNT);
            if (unchanged) {
                part.setNote(ACCOUNT, AccountAtSignIn.of(AccountSnapshot.of(userSession.getRealm(),
                        userSession.getUser(), policy.get().passwordAttribute())).text());
            }
        }
    }
}
