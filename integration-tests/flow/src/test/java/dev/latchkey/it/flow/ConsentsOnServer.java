package dev.latchkey.it.flow;

import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** Stores consents, as the page for them does. */
final class ConsentsOnServer {

    private ConsentsOnServer() {
    }

    /** Has a user consent to all that a client asks for by default. */
    static RunOnServer given(String realmName, String userId, String clientId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            ClientModel client = realm.getClientByClientId(clientId);
            UserConsentModel consent = new UserConsentModel(client);
            client.getClientScopes(true).values().forEach(scope -> consent.addGrantedClientScope(scope));
            session.users().addConsent(realm, userId, consent);
        };
    }
}
