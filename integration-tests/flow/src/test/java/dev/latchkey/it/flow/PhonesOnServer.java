package dev.latchkey.it.flow;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.SentTexts;
import dev.latchkey.sms.identity.PhoneIdentity;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
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

    /** Writes a number into an account as a directory does, without an event. */
    static RunOnServer written(String realmName, String userId, String number) {
        return session -> session.users().getUserById(realm(session, realmName), userId)
                .setSingleAttribute(PhoneIdentifiers.ATTRIBUTE, number);
    }

    static FetchOnServer claimed(String realmName, String userId, String number) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            return session.getProvider(PhoneIdentifiers.class).claim(realm, session.users().getUserById(realm, userId),
                    number);
        };
    }

    /** Claims a number by a text for one account, while the transaction that gives it to another one is not over. */
    static FetchOnServer claimedWhileATextIsTaken(String realmName, String senderId, String userId, String number) {
        return session -> {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            FutureTask<Boolean> claim = new FutureTask<>(() -> KeycloakModelUtils.runJobInTransactionWithResult(factory,
                    own -> own.getProvider(PhoneIdentifiers.class).signUpTexts().claim(realm(own, realmName),
                            own.users().getUserById(realm(own, realmName), userId), number)));
            KeycloakModelUtils.runJobInTransaction(factory, own -> new PhoneIdentity(own, realm(own, realmName))
                    .takeBySending(own.users().getUserById(realm(own, realmName), senderId), number,
                            account -> true, () -> {
                        new Thread(claim).start();
                        return waits(claim);
                    }));
            return ended(claim);
        };
    }

    /** Gives an account a number by a text, at the moment after another request has given it another one. */
    static FetchOnServer takenAfterAnother(String realmName, String userId, String number, String another) {
        return session -> {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            return KeycloakModelUtils.runJobInTransactionWithResult(factory, own ->
                    taken(own, realmName, userId, number, () -> KeycloakModelUtils.runJobInTransaction(factory,
                            other -> taken(other, realmName, userId, another, () -> { }))));
        };
    }

    private static String taken(KeycloakSession own, String realmName, String userId, String number,
            Runnable meanwhile) {
        return new PhoneIdentity(own, realm(own, realmName)).takeBySending(
                own.users().getUserById(realm(own, realmName), userId), number, account -> {
                    meanwhile.run();
                    return true;
                }, () -> true).name();
    }

    /** Reports a text in a transaction that does not commit. */
    static RunOnServer reportedInVain(String realmName, String from, String text) {
        return session -> KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
            new SentTexts(own).arrived(Optional.of(realm(own, realmName).getId()), new InboundText(from, text));
            own.getTransactionManager().setRollbackOnly();
        });
    }

    private static RealmModel realm(KeycloakSession session, String name) {
        RealmModel realm = session.realms().getRealmByName(name);
        session.getContext().setRealm(realm);
        return realm;
    }

    private static boolean waits(FutureTask<Boolean> task) {
        try {
            task.get(500, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean ended(FutureTask<Boolean> task) {
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
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
