package dev.latchkey.it.flow;

import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** A client requires consent for a while. */
final class RequiredConsent {

    private RequiredConsent() {
    }

    /** That of native apps. */
    static void during(ManagedRealm realm, Runnable test) {
        during(realm, Realms.NATIVE, test);
    }

    static void during(ManagedRealm realm, String clientId, Runnable test) {
        ClientRepresentation client = realm.admin().clients().findByClientId(clientId).get(0);
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
