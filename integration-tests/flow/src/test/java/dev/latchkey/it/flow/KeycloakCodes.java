package dev.latchkey.it.flow;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.utils.HmacOTP;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Gives users credentials of Keycloak's whose codes are accepted once each, in an order. */
final class KeycloakCodes {

    private KeycloakCodes() {
    }

    static void recoveryCodes(RunOnServerClient server, ManagedRealm realm, TestUser person, List<String> codes) {
        server.run(gift(realm.getName(), person.id(),
                () -> RecoveryAuthnCodesCredentialModel.createFromValues(codes, Time.currentTimeMillis(), null)));
    }

    /** An authenticator app by a counter, which begins at 0. */
    static void counter(RunOnServerClient server, ManagedRealm realm, TestUser person, String secret) {
        server.run(gift(realm.getName(), person.id(), () -> OTPCredentialModel.createHOTP(secret,
                HmacOTP.DEFAULT_NUMBER_DIGITS, 0, HmacOTP.HMAC_SHA1)));
    }

    /** Has Keycloak accept a code of an authenticator app in a transaction that does not last. */
    static void acceptedButRolledBack(RunOnServerClient server, ManagedRealm realm, TestUser person, String code) {
        server.run(rolledBack(realm.getName(), person.id(), code));
    }

    private static RunOnServer rolledBack(String realmName, String userId, String code) {
        return session -> KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
            RealmModel ownRealm = own.realms().getRealmByName(realmName);
            own.getContext().setRealm(ownRealm);
            SubjectCredentialManager credentials = own.users().getUserById(ownRealm, userId).credentialManager();
            String id = credentials.getStoredCredentialsByTypeStream(OTPCredentialModel.TYPE).findFirst().orElseThrow()
                    .getId();
            if (!credentials.isValid(new UserCredentialModel(id, OTPCredentialModel.TYPE, code))) {
                throw new IllegalStateException("The code was refused");
            }
            own.getTransactionManager().setRollbackOnly();
        });
    }

    private static RunOnServer gift(String realmName, String userId, Gift gift) {
        return session -> session.users().getUserById(session.realms().getRealmByName(realmName), userId)
                .credentialManager().createStoredCredential(gift.get());
    }

    private interface Gift extends Supplier<CredentialModel>, Serializable {
    }
}
