package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Finds the tab of a sign-in that a request belongs to, as Keycloak does (keycloak-services, not a public API). */
public final class SignInTab {

    private SignInTab() {
    }

    /**
     * @param session  the request's session
     * @param clientId the request's client; may be null
     * @param tabId    the request's tab; may be null
     * @return the tab of the browser whose cookie comes with the request; empty when there is none
     */
    public static Optional<AuthenticationSessionModel> find(KeycloakSession session, String clientId, String tabId) {
        RealmModel realm = session.getContext().getRealm();
        if (realm == null) {
            return Optional.empty();
        }
        ClientModel client = clientId == null ? null : realm.getClientByClientId(clientId);
        return Optional.ofNullable(new AuthenticationSessionManager(session)
                .getCurrentAuthenticationSession(realm, client, tabId));
    }

    /**
     * @param session the request's session
     * @param tabId   a tab, of whichever client
     * @return the tab of the browser whose cookie comes with the request; empty when there is none
     */
    static Optional<AuthenticationSessionModel> find(KeycloakSession session, String tabId) {
        return Optional.ofNullable(session.getContext().getRealm())
                .map(new AuthenticationSessionManager(session)::getCurrentRootAuthenticationSession)
                .map(root -> root.getAuthenticationSessions().get(tabId))
                // a tab outlives its client, and leads nowhere then
                .filter(tab -> tab.getClient() != null);
    }
}
