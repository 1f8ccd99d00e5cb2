package dev.latchkey.common.proof;

import java.util.Comparator;
import java.util.Optional;

import dev.latchkey.common.account.PasswordWatch;
import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
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
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Refuses to go on with a sign-in that was begun before all sign-ins of its user were ended, by a password reset or an
 * administrator, or all of the realm. Keycloak ends sessions and, by the "not before" of user and realm, tokens; a
 * sign-in that waits at a page for a factor, a required action or a consent is neither, and would open a new session
 * (OWASP ASVS 7.4.3).
 */
public final class RevokedSignIn {

    private static final String NOT_BEFORE = "latchkey.not-before.";
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
        authSession.setAuthNote(note(authSession), Integer.toString(notBefore(session, authSession)));
    }

    /**
     * Notes what the tab has proven in this request, unless something is noted already.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    static void begin(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (noted(authSession).isEmpty()) {
            accept(session, authSession);
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
        if (!isRevoked(session, authSession)) {
            begin(session, authSession);
            return Optional.empty();
        }
        RealmModel realm = authSession.getRealm();
        UserModel user = authSession.getAuthenticatedUser();
        boolean reset = PasswordWatch.outdated(authSession, user);
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(type(authSession)).client(authSession.getClient()).user(user);
        FlowTransition.startClean(authSession, LoginActionsService.AUTHENTICATE_PATH);
        authSession.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, reset ? REPLACED : REVOKED);
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(reset ? AuditStep.OLD_PASSWORD_REFUSED : AuditStep.REVOKED_SIGN_IN_REFUSED).on(event)
                .error(Errors.INVALID_USER_CREDENTIALS);
        return Optional.of(Response.seeOther(new AuthenticationFlowURLHelper(session, realm,
                session.getContext().getUri()).getLastExecutionUrl(authSession))
                .header("Cache-Control", "no-store").build());
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
     * @return whether all sign-ins of the user were ended since this one was begun
     */
    public static boolean isRevoked(KeycloakSession session, AuthenticationSessionModel authSession) {
        int notBefore = notBefore(session, authSession);
        Optional<Integer> noted = noted(authSession);
        if (noted.isPresent()) {
            return noted.get() != notBefore;
        }
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
