package dev.latchkey.it.flow;

import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The app's client requires consent for a while. */
final class RequiredConsent {

    private RequiredConsent() {
    }

    static void during(ManagedRealm realm, Runnable test) {
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.NATIVE).get(0);
        client.setConsentRequired(true);
        realm.admin().clients().get(client.getId()).update(client);
        try {
            test.run();
        } finally {
            client.setConsentRequired(false);
            realm.admin().clients().get(client.getId()).update(client);
        }
    }
}
