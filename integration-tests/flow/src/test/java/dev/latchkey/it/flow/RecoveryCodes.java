package dev.latchkey.it.flow;

import java.util.List;

import org.keycloak.common.util.Time;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Gives users recovery codes, of which Keycloak accepts each once, in this order. */
final class RecoveryCodes {

    private RecoveryCodes() {
    }

    static void give(RunOnServerClient server, ManagedRealm realm, TestUser person, List<String> codes) {
        server.run(gift(realm.getName(), person.id(), codes));
    }

    private static RunOnServer gift(String realmName, String userId, List<String> codes) {
        return session -> session.users().getUserById(session.realms().getRealmByName(realmName), userId)
                .credentialManager().createStoredCredential(
                        RecoveryAuthnCodesCredentialModel.createFromValues(codes, Time.currentTimeMillis(), null));
    }
}
