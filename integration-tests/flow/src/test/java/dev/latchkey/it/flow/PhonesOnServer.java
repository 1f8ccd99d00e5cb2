package dev.latchkey.it.flow;

import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.Config;
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
}
