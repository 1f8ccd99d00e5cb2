package dev.latchkey.it.flow;

import java.util.List;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Changes accounts and sessions in ways that no request can, as a user directory or the passing of time does. */
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

    /** Disables an account without an event. */
    void disable(TestUser person) {
        server.run(disabling(realm, person.id()));
    }

    /** Ends a session as its expiry does: without a logout. */
    void expire(String sessionId) {
        server.run(expiry(realm, sessionId));
    }

    /** Opens a session as a sign-in at an identity provider does, which knows session and user by this id. */
    void brokered(TestUser person, String sessionId, String brokerId) {
        server.run(brokered(realm, person.id(), sessionId, brokerId));
    }

    /** The same, with offline access: the offline session of an app is all that is left. */
    void brokeredOffline(TestUser person, String sessionId, String brokerId, String clientId) {
        server.run(brokered(realm, person.id(), sessionId, brokerId));
        server.run(offline(realm, sessionId, clientId));
    }

    /**
     * Makes an account one of a user federation whose provider this server does not have: the provider is never asked
     * about its users and has no further ones.
     */
    void adopt(TestUser person) {
        server.run(adoption(realm, person.id(), true));
    }

    /** The same of one that is switched off: Keycloak takes each of its users for disabled. */
    void adoptSwitchedOff(TestUser person) {
        server.run(adoption(realm, person.id(), false));
    }

    /** Makes the account one that an organization manages, as a first sign-in at its identity provider does. */
    void manage(TestUser person, String organizationId) {
        server.run(management(realm, person.id(), organizationId));
    }

    private static RunOnServer management(String realmName, String userId, String organizationId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
            // behind the cache, whose users would be members that the organization does not manage
            UserModel stored = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
            organizations.addManagedMember(organizations.getById(organizationId), stored);
            session.getProvider(UserCache.class).evict(realm, stored);
        };
    }

    /** Changes the copy that Keycloak has of an account, which it shows while the account's directory is down. */
    void copy(TestUser person, String attribute, String value) {
        server.run(copy(realm, person.id(), attribute, value));
    }

    /** Tried again where a notification of the same moment was faster. */
    private static RunOnServer copy(String realmName, String userId, String attribute, String value) {
        return session -> OwnTransaction.run(session, own -> {
            RealmModel realm = own.realms().getRealmByName(realmName);
            UserModel stored = UserStoragePrivateUtil.userLocalStorage(own).getUserById(realm, userId);
            stored.setSingleAttribute(attribute, value);
            own.getProvider(UserCache.class).evict(realm, stored);
            return true;
        });
    }

    /** Two transactions: a request that knows no such directory yet would delete a user who is linked to it. */
    private static RunOnServer adoption(String realmName, String userId, boolean on) {
        return session -> {
            String link = OwnTransaction.run(session, own -> added(own.realms().getRealmByName(realmName), on));
            OwnTransaction.run(session, own -> {
                RealmModel realm = own.realms().getRealmByName(realmName);
                UserModel stored = UserStoragePrivateUtil.userLocalStorage(own).getUserById(realm, userId);
                stored.setFederationLink(link);
                own.getProvider(UserCache.class).evict(realm, stored);
                return true;
            });
        };
    }

    private static String added(RealmModel realm, boolean on) {
        UserStorageProviderModel directory = new UserStorageProviderModel();
        directory.setName("directory");
        directory.setProviderType(UserStorageProvider.class.getName());
        directory.setProviderId("elsewhere");
        directory.setEnabled(on);
        // Keycloak's own switch for tests with a provider that is not there
        System.setProperty(WITHOUT_PROVIDER, "true");
        try {
            return realm.importComponentModel(directory).getId();
        } finally {
            System.clearProperty(WITHOUT_PROVIDER);
        }
    }

    /** What the sessions of a user state about the steps that it has passed. */
    List<String> steps(TestUser person) {
        return List.of(server.fetch(steps(realm, person.id()), String[].class));
    }

    private static FetchOnServer steps(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            return session.sessions().getUserSessionsStream(realm, session.users().getUserById(realm, userId))
                    .map(open -> String.valueOf(open.getNote(Constants.AUTHENTICATORS_COMPLETED)))
                    .toArray(String[]::new);
        };
    }

    private static RunOnServer expiry(String realmName, String sessionId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            session.sessions().removeUserSession(realm, session.sessions().getUserSession(realm, sessionId));
        };
    }

    private static RunOnServer brokered(String realmName, String userId, String sessionId, String brokerId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            UserModel user = session.users().getUserById(realm, userId);
            session.sessions().createUserSession(sessionId, realm, user, user.getUsername(), "127.0.0.1", "saml", false,
                    brokerId, brokerId, UserSessionModel.SessionPersistenceState.PERSISTENT);
        };
    }

    private static RunOnServer offline(String realmName, String sessionId, String clientId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            UserSessionModel online = session.sessions().getUserSession(realm, sessionId);
            UserSessionModel offline = session.sessions().createOfflineUserSession(online);
            session.sessions().createOfflineClientSession(session.sessions().createClientSession(realm,
                    realm.getClientByClientId(clientId), online), offline);
            session.sessions().removeUserSession(realm, online);
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

    private static RunOnServer disabling(String realmName, String userId) {
        return session -> session.users().getUserById(session.realms().getRealmByName(realmName), userId)
                .setEnabled(false);
    }
}
