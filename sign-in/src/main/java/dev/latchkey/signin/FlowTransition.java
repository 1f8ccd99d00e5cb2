package dev.latchkey.signin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.authentication.authenticators.broker.util.PostBrokerLoginConstants;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;

/**
 * Starts a flow clean when a tab moves to it from another one. Keycloak keeps the user, all notes and the states of all
 * steps between flows (keycloak-services, not a public API): a step that has succeeded for one account would stand for
 * another one that a later flow has named.
 */
public final class FlowTransition {

    private static final Logger LOG = Logger.getLogger(FlowTransition.class);

    /** Flows that any client can open at any time. */
    private static final Set<String> OPEN_PATHS = Set.of(LoginActionsService.AUTHENTICATE_PATH,
            LoginActionsService.REGISTRATION_PATH, LoginActionsService.RESET_CREDENTIALS_PATH);

    private static final String BROKERED_USER = "latchkey.brokered-user";

    /** What belongs to the request that has opened the tab, and not to a flow. */
    private static final List<String> KEPT = List.of(LocaleSelectorProvider.USER_REQUEST_LOCALE,
            AuthenticationManager.END_AFTER_REQUIRED_ACTIONS, AuthenticationProcessor.FORKED_FROM,
            LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE);

    private static final List<String> LEVELS = List.of(Constants.LEVEL_OF_AUTHENTICATION, Constants.LOA_MAP);

    /** What the steps of a tab have left in it, beside their states. */
    private static final List<String> LEFT_BY_STEPS = List.of(AuthenticationProcessor.AUTHN_CREDENTIALS,
            Constants.LEVEL_OF_AUTHENTICATION, Constants.LOA_MAP, AuthenticationManager.SSO_AUTH);

    /** What another flow, or a provider, within a first brokered login needs to link the account that it proves. */
    private static final List<String> KEPT_FOR_LINKING = Stream.concat(Stream.of(
            AbstractIdpAuthenticator.BROKERED_CONTEXT_NOTE, AbstractIdpAuthenticator.EXISTING_USER_INFO),
            TypedIdentity.NOTES.stream()).toList();

    /** What a brokered login that is finished has left, for the redirects that end it. */
    private static final List<String> FINISHED_LOGIN = List.of(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS,
            AbstractIdentityProvider.BROKER_REGISTERED_NEW_USER,
            PostBrokerLoginConstants.PBL_BROKERED_IDENTITY_CONTEXT,
            PostBrokerLoginConstants.PBL_AFTER_FIRST_BROKER_LOGIN);

    private static final List<String> LEFT_BY_FIRST_LOGIN = List.of(AbstractIdpAuthenticator.BROKERED_CONTEXT_NOTE,
            AbstractIdpAuthenticator.NESTED_FIRST_BROKER_CONTEXT, AbstractIdpAuthenticator.EXISTING_USER_INFO);

    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final String path;
    private final boolean wasAtProvider;

    private FlowTransition(AuthenticationSessionModel authSession, String path, boolean wasAtProvider) {
        this.realm = authSession.getRealm();
        this.authSession = authSession;
        this.path = path;
        this.wasAtProvider = wasAtProvider;
    }

    /**
     * @param session  the request's session
     * @param path     which of Keycloak's login actions is asked for
     * @param clientId the request's client; may be null
     * @param tabId    the request's tab; may be null
     * @return the tab, when it comes from another flow or back from an identity provider, and its pages are gone; else
     *         empty
     */
    public static Optional<AuthenticationSessionModel> begin(KeycloakSession session, String path, String clientId,
            String tabId) {
        return tab(session, clientId, tabId)
                .map(tab -> new FlowTransition(tab, path, ProviderAnswer.refuseLater(tab)))
                .filter(FlowTransition::begin).map(begun -> begun.authSession);
    }

    private boolean begin() {
        if (LoginActionsService.POST_BROKER_LOGIN_PATH.equals(path)) {
            beginAfterBroker();
            return false;
        }
        if (LoginActionsService.FIRST_BROKER_LOGIN_PATH.equals(path)) {
            return beginFirstLogin() || wasAtProvider;
        }
        return OPEN_PATHS.contains(path) ? beginOpen() : wasAtProvider;
    }

    /**
     * No flow leads back to a first brokered login. What another one has finished for its user in the meantime would
     * end the login of the account that is to be linked.
     */
    private boolean beginFirstLogin() {
        String before = authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH);
        boolean comesBack = before != null && !before.equals(path);
        if (comesBack) {
            List<String> kept = kept();
            kept.addAll(KEPT_FOR_LINKING);
            startClean(authSession, path, kept);
        }
        return comesBack;
    }

    /**
     * A tab goes to an identity provider: what it has passed until now is nothing that the account has passed which the
     * provider is about to name. A user who cancels there is shown the sign-in, whose pages have to belong to the tab's
     * flow, from whichever flow the tab has left. A request without the code of the tab's page changes nothing:
     * Keycloak refuses it, and a step whose first factor was forgotten would take its code for the only factor.
     *
     * @param session  the request's session
     * @param clientId the request's client; may be null
     * @param tabId    the request's tab; may be null
     * @param code     the code of the page that the request comes from; may be null
     */
    public static void leave(KeycloakSession session, String clientId, String tabId, String code) {
        tab(session, clientId, tabId).filter(tab -> SessionCode.isOf(tab, code)).ifPresent(authSession -> {
            authSession.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
            leave(authSession, authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH));
            ProviderAnswer.expect(authSession);
        });
    }

    /**
     * What a tab has noted in any flow but the sign-in is nothing that the way to a provider may keep, and any request
     * may have changed the path of its flow: of a first brokered login what it is about to link is kept.
     */
    private static void leave(AuthenticationSessionModel authSession, String from) {
        if (LoginActionsService.FIRST_BROKER_LOGIN_PATH.equals(from)) {
            startCleanWithItsCode(authSession, from, KEPT_FOR_LINKING);
        } else if (from != null && !LoginActionsService.AUTHENTICATE_PATH.equals(from)
                || ProviderAnswer.isForLink(authSession)) {
            startCleanWithItsCode(authSession);
        } else {
            RequestDemands.restore(authSession);
            forgetForProvider(authSession);
            // the page of a step, which would take its code for the only factor now
            authSession.removeAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION);
        }
    }

    /**
     * Keycloak shows the sign-in after a user has cancelled at a provider, also where the tab has come from a first
     * brokered login, and does not note that the tab has left that: the form of the page would be taken for a move.
     *
     * @param authSession a tab that shows a page of the sign-in
     */
    static void leaveFirstLogin(AuthenticationSessionModel authSession) {
        if (LoginActionsService.FIRST_BROKER_LOGIN_PATH
                .equals(authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))) {
            LEFT_BY_FIRST_LOGIN.forEach(authSession::removeAuthNote);
            authSession.setAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH, LoginActionsService.AUTHENTICATE_PATH);
            RequestDemands.follow(authSession, LoginActionsService.AUTHENTICATE_PATH);
        }
    }

    /** The tab that Keycloak itself is about to find; not one that waits for actions, which comes to no other flow. */
    private static Optional<AuthenticationSessionModel> tab(KeycloakSession session, String clientId, String tabId) {
        return SignInTab.find(session, clientId, tabId).filter(authSession -> !waitsForActions(authSession));
    }

    /**
     * @param authSession a tab of which nothing counts for the user whom a provider names: neither its steps, nor a
     *                    brokered login that has ended and would link its identity to that user
     */
    static void forgetForProvider(AuthenticationSessionModel authSession) {
        forgetSteps(authSession);
        FINISHED_LOGIN.forEach(authSession::removeAuthNote);
    }

    /** @param authSession a tab whose steps until now count for nothing */
    static void forgetSteps(AuthenticationSessionModel authSession) {
        AuthenticationRecords.forget(authSession);
        authSession.clearExecutionStatus();
        LEFT_BY_STEPS.forEach(authSession::removeAuthNote);
        authSession.setUserSessionNote(Constants.AUTHENTICATORS_COMPLETED, "{}");
        authSession.setUserSessionNote(SignInTime.OPENING, null);
    }

    /**
     * @param authSession a tab
     * @return whether its flow has ended: Keycloak then refuses a move to another one
     */
    public static boolean waitsForActions(AuthenticationSessionModel authSession) {
        return authSession.getAction() != null && !Action.AUTHENTICATE.name().equals(authSession.getAction());
    }

    /**
     * A brokered login sets the account and needs the notes that it has made; steps that another account has passed
     * after an earlier brokered login of this tab count for nothing. The levels of a first brokered login are those of
     * this account: its flow begins clean, and Keycloak notes it anew for each answer of a provider.
     */
    private void beginAfterBroker() {
        String user = authSession.getAuthenticatedUser() == null ? "" : authSession.getAuthenticatedUser().getId();
        String before = authSession.getAuthNote(BROKERED_USER);
        if (!user.equals(before)) {
            Map<String, String> levels = Boolean.parseBoolean(authSession.getAuthNote(
                    PostBrokerLoginConstants.PBL_AFTER_FIRST_BROKER_LOGIN)) ? notes(authSession, LEVELS) : Map.of();
            forgetSteps(authSession);
            levels.forEach(authSession::setAuthNote);
            authSession.setAuthNote(BROKERED_USER, user);
        }
    }

    private boolean beginOpen() {
        // which flow the tab is in is asked below
        RequestDemands.restore(authSession);
        if (!comesFromAnotherFlow()) {
            // a tab that a fork has made has no path yet
            authSession.setAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH, path);
            RequestDemands.follow(authSession, path);
            return wasAtProvider;
        }
        LOG.debugf("Realm %s: tab %s moves from %s to %s and starts clean", realm.getName(), authSession.getTabId(),
                authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH), path);
        List<String> kept = kept();
        if (LoginActionsService.RESET_CREDENTIALS_PATH.equals(path) && LoginActionsService.FIRST_BROKER_LOGIN_PATH
                .equals(authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))) {
            kept.addAll(KEPT_FOR_LINKING);
        }
        startClean(authSession, path, kept);
        return true;
    }

    /**
     * Begins a flow, with nothing but what belongs to the request that has opened the tab.
     *
     * @param authSession the tab
     * @param path        which of Keycloak's login actions runs the flow
     */
    public static void startClean(AuthenticationSessionModel authSession, String path) {
        startClean(authSession, path, kept());
    }

    /** @param authSession a tab whose request goes on with the code of its page */
    static void startCleanWithItsCode(AuthenticationSessionModel authSession) {
        startCleanWithItsCode(authSession, LoginActionsService.AUTHENTICATE_PATH, List.of());
    }

    private static void startCleanWithItsCode(AuthenticationSessionModel authSession, String path, List<String> more) {
        List<String> kept = kept();
        kept.add(SessionCode.NOTE);
        kept.addAll(more);
        startClean(authSession, path, kept);
    }

    private static void startClean(AuthenticationSessionModel authSession, String path, List<String> kept) {
        Map<String, String> values = notes(authSession, kept);
        AuthenticationProcessor.resetFlow(authSession, path);
        // a note of the client, which the reset leaves
        authSession.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
        if (!path.equals(authSession.getClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW))) {
            // what the tab has left is nothing that a restart leads back to
            authSession.removeClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
        }
        values.forEach(authSession::setAuthNote);
        RequestDemands.follow(authSession, path);
    }

    /** Those of these notes that the tab has. */
    private static Map<String, String> notes(AuthenticationSessionModel authSession, List<String> names) {
        Map<String, String> values = new LinkedHashMap<>();
        names.stream().filter(name -> authSession.getAuthNote(name) != null)
                .forEach(name -> values.put(name, authSession.getAuthNote(name)));
        return values;
    }

    /**
     * Keycloak notes no path for a tab that was opened by the URL of a flow: its steps show which flow they belong to.
     * Nor does it for one that was opened by a link. If no step has run, the link's user is no user of a flow, and
     * Keycloak's steps for a reset would take that user for one who has answered the mail of the reset; the link of a
     * reset runs the steps of that flow in its own request. A tab that is at a provider to link it has ended its flow:
     * who goes on without the provider does not link, and no other user may.
     */
    private boolean comesFromAnotherFlow() {
        String before = authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH);
        if (before != null && !before.equals(path) || ProviderAnswer.isForLink(authSession)
                || before == null && authSession.getExecutionStatus().isEmpty()
                        && authSession.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID) != null) {
            return true;
        }
        AuthenticationFlowModel flow = flow();
        FlowExecutions executions = new FlowExecutions(realm);
        return !authSession.getExecutionStatus().keySet().stream().allMatch(id -> executions.isBelow(id, flow));
    }

    private AuthenticationFlowModel flow() {
        return switch (path) {
            case LoginActionsService.REGISTRATION_PATH -> realm.getRegistrationFlow();
            case LoginActionsService.RESET_CREDENTIALS_PATH -> realm.getResetCredentialsFlow();
            default -> AuthenticationFlowResolver.resolveBrowserFlow(authSession);
        };
    }

    private static List<String> kept() {
        List<String> kept = new ArrayList<>(KEPT);
        kept.addAll(RequestNotes.KEPT);
        return kept;
    }
}
