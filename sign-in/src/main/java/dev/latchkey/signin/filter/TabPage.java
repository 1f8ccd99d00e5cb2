package dev.latchkey.signin.filter;

import dev.latchkey.signin.FlowTransition;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Answers that lead a browser to the page of a tab (keycloak-services, not a public API). */
final class TabPage {

    private TabPage() {
    }

    /**
     * @param session the request's session
     * @param tab     a tab
     * @return the answer that leads to the page that it shows
     */
    static Response of(KeycloakSession session, AuthenticationSessionModel tab) {
        return Response.seeOther(new AuthenticationFlowURLHelper(session, tab.getRealm(),
                session.getContext().getUri()).getLastExecutionUrl(tab)).header("Cache-Control", "no-store").build();
    }

    /**
     * Begins a flow of a tab anew, with nothing of what the tab has proven.
     *
     * @param session the request's session
     * @param tab     the tab
     * @param path    which of Keycloak's login actions runs the flow
     * @param message key of the message that its first page shows; null for none
     * @return the answer that leads to that page
     */
    static Response first(KeycloakSession session, AuthenticationSessionModel tab, String path, String message) {
        FlowTransition.startClean(tab, path);
        if (message != null) {
            tab.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, message);
        }
        return of(session, tab);
    }
}
