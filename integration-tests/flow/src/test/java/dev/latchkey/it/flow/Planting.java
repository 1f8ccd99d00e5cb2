package dev.latchkey.it.flow;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** What an attacker plants in an account, in whatever way. */
final class Planting {

    private Planting() {
    }

    static RunOnServer password(String realmName, String account) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            session.users().getUserById(realm, account).credentialManager()
                    .updateCredential(UserCredentialModel.password("the attackers password", false));
        };
    }
}
