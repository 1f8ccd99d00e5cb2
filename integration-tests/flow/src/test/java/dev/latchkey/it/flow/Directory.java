package dev.latchkey.it.flow;

import org.keycloak.models.RealmModel;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Does to accounts and sessions what no request could, as a user directory or time may. */
final class Directory {

    private static final String WITHOUT_PROVIDER = "component.provider.exists.disabled";

    private final RunOnServerClient server;
    private final String realm;

    Directory(RunOnServerClient server, String realm) {
        this.server = server;
        this.realm = realm;
    }

    void rename(TestUser person, String name) {
        server.run(name(realm, person.id(), name));
    }

    void readdress(TestUser person, String address) {
        server.run(address(realm, person.id(), address));
    }

    /** Ends a session as time does: no one logs out. */
    void expire(String sessionId) {
        server.run(expiry(realm, sessionId));
    }

    /**
     * Has an account come from a user federation: one whose provider this server does not have, which asks no one about
     * its users and knows no further ones.
     */
    void adopt(TestUser person) {
        server.run(adoption(realm, person.id()));
    }

    private static RunOnServer adoption(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            UserStorageProviderModel directory = new UserStorageProviderModel();
            directory.setName("directory");
            directory.setProviderType(UserStorageProvider.class.getName());
            directory.setProviderId("elsewhere");
            directory.setEnabled(true);
            // Keycloak's own switch for tests with a provider that is not there
            System.setProperty(WITHOUT_PROVIDER, "true");
            try {
                session.users().getUserById(realm, userId)
                        .setFederationLink(realm.importComponentModel(directory).getId());
            } finally {
                System.clearProperty(WITHOUT_PROVIDER);
            }
        };
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
