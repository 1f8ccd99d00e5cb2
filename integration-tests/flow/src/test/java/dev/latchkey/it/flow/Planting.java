package dev.latchkey.it.flow;

import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
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

    /** The entry that stands for a trusted device, a secret code or a telephone number in the consoles. */
    static RunOnServer entry(String realmName, String account, String type) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            CredentialModel entry = new CredentialModel();
            entry.setType(type);
            entry.setCreatedDate(Time.currentTimeMillis());
            entry.setUserLabel("Firefox on Windows");
            entry.setSecretData("{}");
            entry.setCredentialData("{}");
            session.users().getUserById(realm, account).credentialManager().createStoredCredential(entry);
        };
    }
}
