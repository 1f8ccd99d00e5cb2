package dev.latchkey.otp.rest;

import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.UnverifiedUser;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/** The tabs that this browser has open in the realm, by its authentication session cookie. */
final class BrowserTabs {

    private final KeycloakSession session;
    private final RealmModel realm;

    BrowserTabs(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Read for each question: a request waits for the turn of its sign-in before it asks. */
    private Optional<RootAuthenticationSessionModel> root() {
        return Optional.ofNullable(
                new AuthenticationSessionManager(session).getCurrentRootAuthenticationSession(realm));
    }

    /**
     * Finds the tab that waits for a challenge. Of several, the link completes the one that has shown the challenge
     * last.
     */
    Optional<WaitingTab> waitingFor(String challengeId) {
        return waiting().filter(tab -> tab.notes().challenge().filter(challengeId::equals).isPresent())
                .max(Comparator.comparingLong(tab -> tab.notes().shownAt()));
    }

    /** Whether a tab waits for any challenge. */
    boolean waitForAny() {
        return waiting().findAny().isPresent();
    }

    private Stream<WaitingTab> waiting() {
        return tabs().stream().flatMap(authSession -> Stream.of(Purpose.values())
                        .filter(purpose -> new ChallengeNotes(authSession, purpose).challenge().isPresent())
                        .map(purpose -> new WaitingTab(authSession, userOf(authSession, purpose), purpose)))
                .filter(tab -> tab.user() != null && tab.user().isEnabled() && tab.user().getEmail() != null);
    }

    private UserModel userOf(AuthenticationSessionModel authSession, Purpose purpose) {
        UserModel user = authSession.getAuthenticatedUser();
        return user != null ? user : UnverifiedUser.in(session, authSession, purpose).map(UnverifiedUser::user)
                .orElse(null);
    }

    private Collection<AuthenticationSessionModel> tabs() {
        return root().map(RootAuthenticationSessionModel::getAuthenticationSessions)
                .<Collection<AuthenticationSessionModel>>map(tabs -> tabs.values()).orElse(List.of());
    }

    /** Returns the ids under which this browser has asked for codes; a user session has the id of its sign-in. */
    List<String> sessionIds() {
        AuthenticationManager.AuthResult signedIn =
                AuthenticationManager.authenticateIdentityCookie(session, realm, true);
        return Stream.concat(root().stream().map(RootAuthenticationSessionModel::getId),
                Stream.ofNullable(signedIn).map(result -> result.session().getId())).distinct().toList();
    }

    /** Returns the address of the sign-in that this browser has open; empty when it has none, or more than one. */
    Optional<URI> onlyTab() {
        return tabs().size() == 1 ? Optional.of(address(tabs().iterator().next())) : Optional.empty();
    }

    /** Returns the address at which the sign-in of a tab continues. */
    URI address(AuthenticationSessionModel authSession) {
        return new AuthenticationFlowURLHelper(session, realm, session.getContext().getUri())
                .getLastExecutionUrl(authSession);
    }
}
