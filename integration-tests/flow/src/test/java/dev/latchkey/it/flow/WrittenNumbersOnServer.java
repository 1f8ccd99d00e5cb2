package dev.latchkey.it.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.sms.PhoneOfUser;
import org.keycloak.component.ComponentModel;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** Requests that write a number over the proven one, as Keycloak reports them to the listener that undoes it. */
final class WrittenNumbersOnServer {

    private WrittenNumbersOnServer() {
    }

    /**
     * Whether a request of this kind is rolled back whose user cannot be read from the {@link ReadOnlyDirectory} of the
     * realm.
     */
    static FetchOnServer rolledBackWithoutItsDirectory(String realmName, EventType type) {
        return session -> {
            RealmModel realm = realm(session, realmName);
            ComponentModel directory = realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName())
                    .findFirst().orElseThrow();
            report(session, realm, new StorageId(directory.getId(), ReadOnlyDirectory.person(ReadOnlyDirectory.FAILING)
                    .username()).getId(), type, Map.of(Details.PREF_UPDATED + PhoneOfUser.NUMBER, "+4915112345678"));
            return session.getTransactionManager().getRollbackOnly();
        };
    }

    /** Writes a number by a token in a request that has read the one before when another is proven by its code. */
    static FetchOnServer writtenWhileAnotherIsProven(String realmName, String userId, String written, String proven) {
        return session -> {
            RealmModel realm = realm(session, realmName);
            UserModel user = session.users().getUserById(realm, userId);
            String before = user.getFirstAttribute(PhoneOfUser.NUMBER);
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel same = realm(own, realmName);
                new PhoneOfUser(own, same, own.users().getUserById(same, userId)).proven(proven);
            });
            user.setSingleAttribute(PhoneOfUser.NUMBER, written);
            report(session, realm, userId, EventType.UPDATE_PROFILE,
                    Map.of(Details.PREF_PREVIOUS + PhoneOfUser.NUMBER, before,
                            Details.PREF_UPDATED + PhoneOfUser.NUMBER, written));
            // as a later step of the same request does
            OwnTransaction.run(session, own -> null);
            return session.getTransactionManager().getRollbackOnly();
        };
    }

    /** Writes a name in a request that has read the number when another is proven by its code. */
    static RunOnServer nameWrittenWhileAnotherIsProven(String realmName, String userId, String proven) {
        return session -> {
            RealmModel realm = realm(session, realmName);
            UserModel user = session.users().getUserById(realm, userId);
            user.setFirstName("Nele");
            user.getFirstAttribute(PhoneOfUser.NUMBER);
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel same = realm(own, realmName);
                new PhoneOfUser(own, same, own.users().getUserById(same, userId)).proven(proven);
            });
            report(session, realm, userId, EventType.UPDATE_PROFILE, Map.of(Details.UPDATED_FIRST_NAME, "Nele"));
        };
    }

    /** Stores values in the attribute of the number, of which no listener is told. */
    static RunOnServer stored(String realmName, String userId, String... numbers) {
        return session -> session.users().getUserById(realm(session, realmName), userId)
                .setAttribute(PhoneOfUser.NUMBER, List.of(numbers));
    }

    /** Whether the account has the number and its proof. */
    static FetchOnServer holds(String realmName, String userId, String number) {
        return session -> {
            RealmModel realm = realm(session, realmName);
            return new PhoneOfUser(session, realm, session.users().getUserById(realm, userId)).hasAndHolds(number);
        };
    }

    private static void report(KeycloakSession session, RealmModel realm, String userId, EventType type,
            Map<String, String> details) {
        Event event = new Event();
        event.setType(type);
        event.setRealmId(realm.getId());
        event.setUserId(userId);
        event.setDetails(new HashMap<>(details));
        session.getProvider(EventListenerProvider.class, "latchkey-phone-mark").onEvent(event);
    }

    private static RealmModel realm(KeycloakSession session, String name) {
        RealmModel realm = session.realms().getRealmByName(name);
        session.getContext().setRealm(realm);
        return realm;
    }
}
