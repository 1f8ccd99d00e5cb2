package dev.latchkey.signin;

import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The answer of an identity provider for a tab (keycloak-services, not a public API). Keycloak takes it for any tab of
 * the browser that it names, with the code of the page that the tab shows by then, and sets the user of the tab without
 * forgetting what it has passed. Its name of the tab is not signed: a user of the browser can put another code, or
 * another tab, into it. So nothing of the tab counts for the user of an answer, and one for a tab that waits for none
 * begins the sign-in anew.
 */
public final class ProviderAnswer {

    /** Parts of Keycloak's name of a tab: code, tab, client. */
    private static final int PARTS = 3;
    private static final Pattern DOT = Pattern.compile("\\.");

    private static final String EXPECTED = "latchkey.at-provider";

    private final AuthenticationSessionModel tab;
    private final String code;

    private ProviderAnswer(AuthenticationSessionModel tab, String code) {
        this.tab = tab;
        this.code = code;
    }

    /**
     * @param session the request's session
     * @param value   a parameter of an answer
     * @return the answer; empty where the value does not name a tab of this browser
     */
    public static Optional<ProviderAnswer> of(KeycloakSession session, String value) {
        String[] state = DOT.split(value);
        // its client is not read: any text may look like one, and no database need be asked for it
        return state.length < PARTS ? Optional.empty()
                : SignInTab.find(session, state[1]).map(tab -> new ProviderAnswer(tab, state[0]));
    }

    /** @return the tab */
    public AuthenticationSessionModel tab() {
        return tab;
    }

    /**
     * Begins the tab anew for the user whom the answer names, before Keycloak reads it.
     *
     * @return false when the answer must be refused
     */
    public boolean begin() {
        boolean accepted = isForLink(tab) || !FlowTransition.waitsForActions(tab)
                && (isExpected(tab) || SessionCode.isOf(tab, code));
        if (accepted) {
            begin(tab);
        }
        return accepted;
    }

    /**
     * Begins a tab anew for the user whom an answer names, where Keycloak has accepted it for this tab.
     *
     * @param tab the tab
     */
    static void begin(AuthenticationSessionModel tab) {
        if (isForLink(tab)) {
            return;
        }
        if (isExpected(tab)) {
            RequestDemands.restore(tab);
            FlowTransition.forgetForProvider(tab);
        } else {
            // may have been sent to the provider by a step of an extension
            boolean passive = Boolean.parseBoolean(tab.getAuthNote(AuthenticationProcessor.FORWARDED_PASSIVE_LOGIN));
            FlowTransition.startCleanWithItsCode(tab);
            if (passive) {
                tab.setAuthNote(AuthenticationProcessor.FORWARDED_PASSIVE_LOGIN, Boolean.TRUE.toString());
            }
        }
    }

    /**
     * @param tab a tab
     * @return whether an app has asked to link the provider: the answer names no user then
     */
    static boolean isForLink(AuthenticationSessionModel tab) {
        return tab.getAuthNote(IdentityBrokerService.LINKING_IDENTITY_PROVIDER) != null;
    }

    /** @param tab a tab that goes to a provider */
    static void expect(AuthenticationSessionModel tab) {
        tab.setAuthNote(EXPECTED, Boolean.TRUE.toString());
    }

    private static boolean isExpected(AuthenticationSessionModel tab) {
        return tab.getAuthNote(EXPECTED) != null;
    }

    /**
     * @param tab a tab that goes on by itself. Where it is at a provider, the code that the provider has is no longer
     *            the one of its page, and what it passes now is nothing that the user has passed whom the provider may
     *            still name
     * @return whether it was at a provider
     */
    static boolean refuseLater(AuthenticationSessionModel tab) {
        if (!isExpected(tab)) {
            return false;
        }
        tab.removeAuthNote(EXPECTED);
        tab.removeAuthNote(SessionCode.NOTE);
        return true;
    }

    /**
     * Ends the wait for an answer: one that was accepted, where the tab waits for required actions now, and one that
     * names no user, where Keycloak shows the sign-in in place of what the tab has left.
     *
     * @param tab a tab after an answer
     */
    public static void end(AuthenticationSessionModel tab) {
        if (FlowTransition.waitsForActions(tab)) {
            // the answer was accepted, and its user has something to do
            tab.removeAuthNote(EXPECTED);
        } else if (isExpected(tab)
                && tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION) != null) {
            tab.removeAuthNote(EXPECTED);
            FlowTransition.leaveFirstLogin(tab);
        }
    }
}
