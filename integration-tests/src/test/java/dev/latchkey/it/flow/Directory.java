package dev.latchkey.it.flow;

import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Writes into accounts what Keycloak's own checks would refuse, as a user directory may hold it. */
final class Directory {

    private final RunOnServerClient server;
    private final String realm;

    Directory(RunOnServerClient server, String realm) {
        this.server = server;
        this.realm = realm;
    }

    void rename(Person person, String name) {
        server.run(name(realm, person.id(), name));
    }

    void readdress(Person person, String address) {
        server.run(address(realm, person.id(), address));
    }

    private static RunOnServer name(String realmName, String userId, String name) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.users().getUserById(realm, userId).setFirstName(name);
            session.users().getUserById(realm, userId).setLastName(name);
        };
    }

    private static RunOnServer address(String realmName, String userId, String address) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.users().getUserById(realm, userId).setEmail(address);
        };
    }
}
