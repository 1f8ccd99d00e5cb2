package dev.latchkey.it.flow;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;

import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.utils.HmacOTP;
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

    private static RunOnServer gift(String realmName, String userId, Gift gift) {
        return session -> session.users().getUserById(session.realms().getRealmByName(realmName), userId)
                .credentialManager().createStoredCredential(gift.get());
    }

    private interface Gift extends Supplier<CredentialModel>, Serializable {
    }
}
