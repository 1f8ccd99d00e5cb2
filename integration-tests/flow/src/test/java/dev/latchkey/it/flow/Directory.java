package dev.latchkey.it.flow;

import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Does to accounts and sessions what no request could, as a user directory or time may. */
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

    /** Ends a session as time does: nobody logs out. */
    void expire(String sessionId) {
        server.run(expiry(realm, sessionId));
    }

    private static RunOnServer expiry(String realmName, String sessionId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            session.sessions().removeUserSession(realm, session.sessions().getUserSession(realm, sessionId));
        };
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
