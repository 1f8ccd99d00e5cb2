package dev.latchkey.common.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.protocol.saml.SamlProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;

/**
 * Starts a flow clean when a tab moves to it from another one. Keycloak keeps the user, all notes and the states of all
 * steps between flows (keycloak-services, not a public API): a step that has succeeded for one account would stand for
 * another one that a later flow has named.
 */
final class FlowTransition {

    private static final Logger LOG = Logger.getLogger(FlowTransition.class);

    /** Flows that anybody can open at any time. A first brokered login begins clean already. */
    private static final Set<String> OPEN_PATHS = Set.of(LoginActionsService.AUTHENTICATE_PATH,
            LoginActionsService.REGISTRATION_PATH, LoginActionsService.RESET_CREDENTIALS_PATH);

    private static final String BROKERED_USER = "latchkey.brokered-user";

    /** What belongs to the request that has opened the tab, and not to a flow. */
    private static final List<String> KEPT = List.of(SamlProtocol.SAML_LOGIN_REQUEST_FORCEAUTHN,
            LocaleSelectorProvider.USER_REQUEST_LOCALE, AuthenticationManager.END_AFTER_REQUIRED_ACTIONS,
            AuthenticationProcessor.FORKED_FROM, LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE);

    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final String path;

    private FlowTransition(RealmModel realm, AuthenticationSessionModel authSession, String path) {
        this.realm = realm;
        this.authSession = authSession;
        this.path = path;
    }

    /**
     * @param session  the request's session
     * @param path     which of Keycloak's login actions is asked for
     * @param clientId the request's client; may be null
     * @param tabId    the request's tab; may be null
     */
    static void begin(KeycloakSession session, String path, String clientId, String tabId) {
        RealmModel realm = session.getContext().getRealm();
        boolean afterBroker = LoginActionsService.POST_BROKER_LOGIN_PATH.equals(path);
        if (realm == null || !afterBroker && !OPEN_PATHS.contains(path)) {
            return;
        }
        // the tab that Keycloak itself is about to find
        ClientModel client = clientId == null ? null : realm.getClientByClientId(clientId);
        AuthenticationSessionModel authSession =
                new AuthenticationSessionManager(session).getCurrentAuthenticationSession(realm, client, tabId);
        if (authSession == null || waitsForActions(authSession)) {
            return;
        }
        FlowTransition transition = new FlowTransition(realm, authSession, path);
        if (afterBroker) {
            transition.beginAfterBroker();
        } else {
            transition.begin();
        }
    }

    /** After the flow Keycloak lets nobody go to another one. */
    private static boolean waitsForActions(AuthenticationSessionModel authSession) {
        return authSession.getAction() != null && !Action.AUTHENTICATE.name().equals(authSession.getAction());
    }

    /**
     * A brokered login sets the account and needs the notes that it has made; steps that another account has passed
     * after an earlier brokered login of this tab count for nothing.
     */
    private void beginAfterBroker() {
        String user = authSession.getAuthenticatedUser() == null ? "" : authSession.getAuthenticatedUser().getId();
        String before = authSession.getAuthNote(BROKERED_USER);
        if (!user.equals(before)) {
            authSession.clearExecutionStatus();
            authSession.setAuthNote(BROKERED_USER, user);
        }
    }

    private void begin() {
        if (!comesFromAnotherFlow()) {
            return;
        }
        LOG.debugf("Realm %s: tab %s moves from %s to %s and starts clean", realm.getName(), authSession.getTabId(),
                authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH), path);
        Map<String, String> kept = new LinkedHashMap<>();
        KEPT.forEach(note -> kept.put(note, authSession.getAuthNote(note)));
        AuthenticationProcessor.resetFlow(authSession, path);
        kept.forEach((note, value) -> {
            if (value != null) {
                authSession.setAuthNote(note, value);
            }
        });
    }

    /** Keycloak notes no path for a tab that was opened by the address of a flow: the steps tell whose they are. */
    private boolean comesFromAnotherFlow() {
        String before = authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH);
        if (before != null && !before.equals(path)) {
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
}
