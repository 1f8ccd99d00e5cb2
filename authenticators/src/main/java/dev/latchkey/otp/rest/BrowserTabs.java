package dev.latchkey.otp.rest;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.InvitedSignUp;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.lease.SignInCookie;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/** The tabs that this browser has open in the realm, by its authentication session cookie. */
final class BrowserTabs {

    private final KeycloakSession session;
    private final RealmModel realm;

    BrowserTabs(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Returns the tabs that wait for a challenge. Users of other tabs are not looked up: what a page reports, and how
     * long that takes, must not depend on whether an account stands behind them.
     */
    List<WaitingTab> waitingFor(String challengeId) {
        return tabs().stream().flatMap(authSession -> Stream.of(Purpose.values())
                        .filter(purpose -> new ChallengeNotes(authSession, purpose).challenge()
                                .filter(challengeId::equals).isPresent())
                        .map(purpose -> new WaitingTab(authSession, userOf(authSession, purpose), purpose)))
                .filter(tab -> tab.user() != null && tab.user().getEmail() != null
                        // a user who has passed a factor may be told that the account is disabled
                        && (tab.user().isEnabled() || tab.afterAFactor(session)
                                || InvitedSignUp.invitation(tab.authSession(), tab.user()).isPresent()))
                .toList();
    }

    /** Whether a tab waits for the code of another challenge, with or without an account. */
    boolean waitForAnother(String challengeId) {
        return tabs().stream().anyMatch(authSession -> Stream.of(Purpose.values())
                .anyMatch(purpose -> new ChallengeNotes(authSession, purpose).challenge()
                        .filter(noted -> !noted.equals(challengeId)).isPresent()));
    }

    private UserModel userOf(AuthenticationSessionModel authSession, Purpose purpose) {
        UserModel user = authSession.getAuthenticatedUser();
        return user != null ? user : UnverifiedUser.in(session, authSession, purpose).map(UnverifiedUser::user)
                .orElse(null);
    }

    /** Read for each question: a request waits for the turn of its sign-in before it asks. */
    private Collection<AuthenticationSessionModel> tabs() {
        RootAuthenticationSessionModel root =
                new AuthenticationSessionManager(session).getCurrentRootAuthenticationSession(realm);
        // a tab outlives its client, and leads nowhere then
        return root == null ? List.of() : root.getAuthenticationSessions().values().stream()
                .filter(tab -> tab.getClient() != null).toList();
    }

    /** Returns the id under which this browser has asked for codes, also after the sign-in has ended. */
    Optional<String> sessionId() {
        return SignInCookie.rootSessionId(session);
    }

    /** Returns the address of the sign-in that this browser has open; empty when it has none, or more than one. */
    Optional<URI> onlyTab() {
        List<AuthenticationSessionModel> signIns = tabs().stream().filter(BrowserTabs::isSignIn).toList();
        return signIns.size() == 1 ? Optional.of(address(signIns.get(0))) : Optional.empty();
    }

    /** Keycloak's page that asks before a logout is a tab as well, and has no address to continue at. */
    private static boolean isSignIn(AuthenticationSessionModel authSession) {
        String action = authSession.getAction();
        return authSession.getProtocol() != null && (action == null || Action.AUTHENTICATE.name().equals(action)
                || Action.REQUIRED_ACTIONS.name().equals(action));
    }

    /** Returns the address at which the sign-in of a tab continues. */
    URI address(AuthenticationSessionModel authSession) {
        return new AuthenticationFlowURLHelper(session, realm, session.getContext().getUri())
                .getLastExecutionUrl(authSession);
    }
}
