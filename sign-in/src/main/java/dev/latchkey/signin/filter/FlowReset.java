package dev.latchkey.signin.filter;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.FlowTransition;
import dev.latchkey.signin.RequestDemands;
import dev.latchkey.signin.SessionCode;
import jakarta.ws.rs.core.Response;
import org.keycloak.TokenVerifier;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.common.VerificationException;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Requests in which Keycloak begins a flow anew and runs it at once (keycloak-services, not a public API): by then it
 * has forgotten what the request that has opened the tab demands, so that a session or another flow would do. For a tab
 * with such {@link RequestDemands} the flow begins anew here, and the browser asks for its first page.
 */
final class FlowReset {

    private static final String SWITCH = "switchOrganization";

    private FlowReset() {
    }

    /**
     * @param session the request's session
     * @param tab     the tab in which a link acts
     * @param key     the token of the link; may be null
     * @return the answer, where the link has expired; else empty
     */
    static Optional<Response> byLink(KeycloakSession session, AuthenticationSessionModel tab, String key) {
        if (key == null || !RequestDemands.any(tab) || !isExpired(key)) {
            return Optional.empty();
        }
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        new EventBuilder(tab.getRealm(), session, session.getContext().getConnection())
                .event(EventType.EXECUTE_ACTION_TOKEN).client(tab.getClient()).error(Errors.EXPIRED_CODE);
        String flow = tab.getClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
        return Optional.of(TabPage.first(session, tab, flow == null ? LoginActionsService.AUTHENTICATE_PATH : flow,
                Messages.EXPIRED_ACTION_TOKEN_SESSION_EXISTS));
    }

    /** Nothing but the tab's own beginning follows from a token that is not verified here. */
    private static boolean isExpired(String key) {
        try {
            return !TokenVerifier.create(key, DefaultActionToken.class).getToken().isActive();
        } catch (VerificationException e) {
            return false;
        }
    }

    /**
     * @param session   the request's session
     * @param tab       the tab, with such demands, whose form is posted to the sign-in
     * @param code      the code of the page that the request comes from; may be null
     * @param execution the step whose form it is; may be null
     * @param fields    the names of the form's fields
     * @return the answer, where the form switches the organization, or its step is gone from the flow; else empty
     */
    static Optional<Response> byForm(KeycloakSession session, AuthenticationSessionModel tab, String code,
            String execution, Set<String> fields) {
        if (execution == null || !SessionCode.isOf(tab, code) || FlowTransition.waitsForActions(tab)
                || !execution.equals(tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION))) {
            return Optional.empty();
        }
        boolean switches = fields.contains(SWITCH);
        if (switches) {
            // as Keycloak does
            Optional.ofNullable(tab.getAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME))
                    .ifPresent(typed -> tab.setClientNote(OIDCLoginProtocol.LOGIN_HINT_PARAM, typed));
            tab.removeClientNote(OrganizationModel.ORGANIZATION_ATTRIBUTE);
        }
        return switches || tab.getRealm().getAuthenticationExecutionById(execution) == null
                ? Optional.of(TabPage.first(session, tab, LoginActionsService.AUTHENTICATE_PATH, null))
                : Optional.empty();
    }
}
