package dev.latchkey.it.flow;

import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Leaves traces on accounts that only use, a decision or an attack leaves, as an extension may do without an event. */
final class Traces {

    /** One kind of trace. */
    enum Trace { ROLE, GROUP, CONSENT, IDENTITY, SESSION, OFFLINE_SESSION, AUTHENTICATOR_APP }

    private final RunOnServerClient server;
    private final String realm;

    Traces(RunOnServerClient server, String realm) {
        this.server = server;
        this.realm = realm;
    }

    /** @param group a group of the realm, for the trace that needs one */
    void leave(TestUser person, String group, Trace trace) {
        server.run(leaving(realm, person.id(), group, trace.name()));
    }

    private static RunOnServer leaving(String realmName, String userId, String groupId, String trace) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            UserModel user = session.users().getUserById(realm, userId);
            ClientModel client = realm.getClientByClientId(Realms.APP);
            switch (trace) {
                case "ROLE" -> user.grantRole(realm.getRole("offline_access"));
                case "GROUP" -> user.joinGroup(realm.getGroupById(groupId));
                case "CONSENT" -> session.users().addConsent(realm, userId, new UserConsentModel(client));
                case "IDENTITY" -> session.users().addFederatedIdentity(realm, user,
                        new FederatedIdentityModel("somewhere", userId, userId));
                case "AUTHENTICATOR_APP" -> user.credentialManager().createStoredCredential(
                        OTPCredentialModel.createTOTP("ABCDEFGHIJKLMNOPQRST", 6, 30, "HmacSHA1"));
                default -> {
                    UserSessionModel online = session.sessions().createUserSession(null, realm, user,
                            user.getUsername(), "127.0.0.1", "test", false, null, null,
                            UserSessionModel.SessionPersistenceState.PERSISTENT);
                    if (trace.equals("OFFLINE_SESSION")) {
                        session.sessions().createOfflineUserSession(online);
                        session.sessions().removeUserSession(realm, online);
                    }
                }
            }
        };
    }
}
