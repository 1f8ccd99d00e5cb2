package dev.latchkey.it.flow;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** A sign-in whose flow has succeeded with a step that no extension of these tests has. */
final class SetUp {

    private SetUp() {
    }

    /** What the tab demands then, apart from what the account does: the only action, or an empty text. */
    static FetchOnServer dueAfter(String realmName, String username, ExecutionStatus step) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            ClientModel client = realm.getClientByClientId(Realms.APP);
            session.getContext().setClient(client);
            UserModel user = session.users().getUserByUsername(realm, username);
            AuthenticationSessionModel tab = session.authenticationSessions().createRootAuthenticationSession(realm)
                    .createAuthenticationSession(client);
            tab.setAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH, LoginActionsService.AUTHENTICATE_PATH);
            tab.setAuthenticatedUser(user);
            tab.setExecutionStatus("a step", step);
            AuthenticationManager.evaluateRequiredActionTriggers(session, tab,
                    session.getContext().getHttpRequest(),
                    new EventBuilder(realm, session, session.getContext().getConnection()), realm, user);
            return String.join(" ", tab.getRequiredActions());
        };
    }
}
