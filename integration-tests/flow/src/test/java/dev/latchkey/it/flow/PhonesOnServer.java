package dev.latchkey.it.flow;

import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.Config;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** Numbers that name accounts, as the server's modules ask for them. */
final class PhonesOnServer {

    private PhonesOnServer() {
    }

    /** Reads the server's options anew, from this scope. */
    static RunOnServer withOptionsOf(String... scope) {
        return session -> session.getKeycloakSessionFactory().getProviderFactory(PhoneIdentifiers.class)
                .init(Config.scope(scope));
    }

    static FetchOnServer resets(String realmName) {
        return session -> session.getProvider(PhoneIdentifiers.class)
                .resets(session.realms().getRealmByName(realmName));
    }

    static FetchOnServer claimed(String realmName, String userId, String number) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            return session.getProvider(PhoneIdentifiers.class).claim(realm, session.users().getUserById(realm, userId),
                    number);
        };
    }

    /** Stores a proof, which is undone where it is refused. */
    static FetchOnServer proven(String realmName, String userId, String number) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            boolean proven = session.getProvider(PhoneIdentifiers.class).proven(realm,
                    session.users().getUserById(realm, userId), number);
            if (!proven) {
                session.getTransactionManager().setRollbackOnly();
            }
            return proven;
        };
    }
}
