package dev.latchkey.signin.filter;

import java.util.Comparator;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.ChangedInTab;
import dev.latchkey.signin.EndedSignIns;
import dev.latchkey.signin.SessionProof;
import dev.latchkey.signin.account.AddressWatch;
import dev.latchkey.signin.account.MailboxWatch;
import dev.latchkey.signin.account.PasswordWatch;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;

/**
 * Refuses to go on with a sign-in that has proven its user before the account changed: all sign-ins of the user, or of
 * the realm, were ended; the password was set anew elsewhere; the account was disabled; the address is no longer the
 * one whose mailbox was proven, or the telephone number the one to which a code was a factor; or a session has stood
 * for a factor and is over. Keycloak ends sessions and, by the "not before" of user and realm, tokens; a sign-in that
 * waits at a page for a factor, a required action or a consent is neither, and would open a new session (OWASP ASVS
 * 7.4.3). What is compared is noted in the request that proves the user. A change that the tab makes itself renews the
 * notes ({@link ChangedInTab}).
 */
public final class RevokedSignIn {

    private static final String NOT_BEFORE = "latchkey.not-before.";
    private static final String OWN_ACTIONS = "latchkey-";
    private static final String REPLACED = "latchkeyPasswordReplaced";
    private static final String REVOKED = "latchkeySignInRevoked";

    private RevokedSignIn() {
    }

    /**
     * Notes that what the tab has proven until now counts, whatever was ended before.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    public static void accept(KeycloakSession session, AuthenticationSessionModel authSession) {
        note(session, authSession);
        SessionProof.replace(authSession);
        UserModel user = authSession.getAuthenticatedUser();
        PasswordWatch.begin(authSession, user);
        MailboxWatch.begin(authSession, user);
    }

    private static void note(KeycloakSession session, AuthenticationSessionModel authSession) {
        authSession.setAuthNote(note(authSession), Integer.toString(notBefore(session, authSession)));
        EndedSignIns.accept(session, authSession);
    }

    /**
     * Notes what the tab has proven in this request, unless something is noted already.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    static void begin(KeycloakSession session, AuthenticationSessionModel authSession) {
        SessionProof.note(session, authSession);
        if (noted(authSession).isEmpty()) {
            note(session, authSession);
            UserModel user = authSession.getAuthenticatedUser();
            if (!LightweightUserAdapter.isLightweightUser(user)) {
                PasswordWatch.goOn(authSession, user);
                MailboxWatch.goOn(authSession, user);
            }
        }
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return the "not before" that its proofs belong to, epoch seconds: as noted, or as this request has read it,
     *         which has proven the user
     */
    public static int provenUnder(KeycloakSession session, AuthenticationSessionModel authSession) {
        return noted(authSession).orElseGet(() -> notBefore(session, authSession));
    }

    private static Optional<Integer> noted(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getAuthNote(note(authSession))).map(Integer::valueOf);
    }

    /**
     * @param session     the request's session
     * @param authSession the tab that the request belongs to
     * @return the answer that begins the sign-in anew, where it was ended; else empty
     */
    static Optional<Response> refuse(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (authSession.getAuthenticatedUser() == null) {
            return Optional.empty();
        }
        boolean disabled = !authSession.getAuthenticatedUser().isEnabled();
        if (disabled && isToldByStep(authSession)) {
            return Optional.empty();
        }
        if (!disabled && !isRevoked(session, authSession)) {
            begin(session, authSession);
            return Optional.empty();
        }
        String message = report(session, authSession, type(authSession));
        return Optional.of(startOver(session, authSession, message));
    }

    /**
     * Reports that a sign-in is refused because the account has changed.
     *
     * @param session     the request's session
     * @param authSession the sign-in, which has a user
     * @param type        of the event
     * @return key of the message to its user
     */
    public static String report(KeycloakSession session, AuthenticationSessionModel authSession, EventType type) {
        UserModel user = authSession.getAuthenticatedUser();
        boolean replaced = PasswordWatch.outdated(authSession, user);
        EventBuilder event = new EventBuilder(authSession.getRealm(), session, session.getContext().getConnection())
                .event(type).client(authSession.getClient()).user(user);
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(replaced ? AuditStep.OLD_PASSWORD_REFUSED : AuditStep.REVOKED_SIGN_IN_REFUSED).on(event)
                .error(Errors.INVALID_USER_CREDENTIALS);
        return replaced ? REPLACED : REVOKED;
    }

    /**
     * Begins a sign-in anew, with nothing of what it has proven.
     *
     * @param session     the request's session
     * @param authSession the sign-in
     * @param message     key of the message that its first page shows
     * @return the answer that leads to that page
     */
    public static Response startOver(KeycloakSession session, AuthenticationSessionModel authSession,
            String message) {
        return TabPage.first(session, authSession, LoginActionsService.AUTHENTICATE_PATH, message);
    }

    /**
     * Whether the tab waits at a step of a flow, or at an action of Latchkey: these refuse a disabled account and say
     * so. Keycloak's required actions and its consent do not.
     */
    private static boolean isToldByStep(AuthenticationSessionModel authSession) {
        String action = authSession.getAction();
        String execution = authSession.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION);
        return action == null || Action.AUTHENTICATE.name().equals(action)
                || Action.REQUIRED_ACTIONS.name().equals(action) && execution != null
                        && execution.startsWith(OWN_ACTIONS);
    }

    private static EventType type(AuthenticationSessionModel authSession) {
        return LoginActionsService.RESET_CREDENTIALS_PATH
                .equals(authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))
                ? EventType.RESET_PASSWORD
                : EventType.LOGIN;
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return whether the account has changed since what the tab has noted; false when it has noted nothing, as a
     *         sign-in that begins in this request
     */
    public static boolean isOutdated(KeycloakSession session, AuthenticationSessionModel authSession) {
        UserModel user = authSession.getAuthenticatedUser();
        return noted(authSession).filter(noted -> noted != notBefore(session, authSession)).isPresent()
                || PasswordWatch.outdated(authSession, user)
                || MailboxWatch.outdated(authSession, user)
                || AddressWatch.outdated(session, authSession, user)
                || EndedSignIns.since(session, authSession);
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return whether the account has changed, or all sign-ins of the user were ended, since this one was begun, or the
     *         session is over that has stood for a factor
     */
    public static boolean isRevoked(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (isOutdated(session, authSession) || SessionProof.isOver(session, authSession)) {
            return true;
        }
        if (noted(authSession).isPresent()) {
            return false;
        }
        int notBefore = notBefore(session, authSession);
        if (authSession.getAuthNote(IdentityBrokerService.LINKING_IDENTITY_PROVIDER) != null) {
            // belongs to a session, in which Keycloak has opened it for a provider that an app asks to link
            return new AuthenticationSessionManager(session).getUserSession(authSession) == null;
        }
        return notBefore > 0 && lastStep(authSession) <= notBefore;
    }

    /** When the tab has passed its last step, epoch seconds; 0 when it has passed none. */
    private static int lastStep(AuthenticationSessionModel authSession) {
        return AuthenticatorUtils.parseCompletedExecutions(
                        authSession.getUserSessionNotes().get(Constants.AUTHENTICATORS_COMPLETED))
                .values().stream().max(Comparator.naturalOrder()).orElse(0);
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the user
     * @return before when nothing counts that the user has proven, epoch seconds: the user's "not before" or the
     *         realm's, whichever is later; 0 when there is none
     */
    public static int notBefore(KeycloakSession session, RealmModel realm, UserModel user) {
        // a user of one session alone has no row
        return LightweightUserAdapter.isLightweightUser(user)
                ? realm.getNotBefore()
                : Math.max(realm.getNotBefore(), session.users().getNotBeforeOfUser(realm, user));
    }

    private static int notBefore(KeycloakSession session, AuthenticationSessionModel authSession) {
        return notBefore(session, authSession.getRealm(), authSession.getAuthenticatedUser());
    }

    private static String note(AuthenticationSessionModel authSession) {
        UserModel user = authSession.getAuthenticatedUser();
        return NOT_BEFORE + user.getId();
    }
}
