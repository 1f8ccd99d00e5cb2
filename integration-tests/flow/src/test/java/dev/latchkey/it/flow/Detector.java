package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Map;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * Keycloak's brute-force detector and one user. It counts successes and failures on a thread of its own, and until it
 * has done so it refuses every further attempt of the user: a test that goes on at once depends on how soon that thread
 * runs.
 */
final class Detector {

    /** Latchkey's one, by which a sign-in waits for another, asks this one. */
    private static final String KEYCLOAKS = "default-brute-force-detector";

    /**
     * The one server of all flow tests; {@link SignIn} and {@link NativeApp} have no reference to a test that could
     * pass it.
     */
    private static volatile RunOnServerClient server;

    private final ManagedRealm realm;
    private final TestUser person;

    Detector(ManagedRealm realm, TestUser person) {
        this.realm = realm;
        this.person = person;
    }

    static void of(RunOnServerClient flowServer) {
        server = flowServer;
    }

    /**
     * Waits until it has counted all attempts of a user so far; does nothing where the realm was created without it.
     */
    static void settle(ManagedRealm realm, String username) {
        if (Boolean.TRUE.equals(realm.getCreatedRepresentation().isBruteForceProtected())) {
            Eventually.holds("the detector is done with " + username, () -> done(realm, username));
        }
    }

    int failures() {
        return ((Number) status().get("numFailures")).intValue();
    }

    boolean locked() {
        return (Boolean) status().get("disabled");
    }

    /** Waits until it has counted this many failures and nothing is left to count. */
    void await(int failures) {
        Eventually.holds("the detector has counted " + failures,
                () -> done(realm, person.username()) && failures() == failures);
    }

    /** Enters this many wrong passwords of a user without failures, each after the one before is counted. */
    void wrongPasswords(Browser browser, int count) {
        await(0);
        for (int failure = 1; failure <= count; failure++) {
            SignIn.open(browser.tab(), realm).password(person.username(), "wrong");
            await(failure);
        }
    }

    /** The same until the user is locked, in a realm that allows five failures. */
    void lock(Browser browser) {
        wrongPasswords(browser, 5);
        assertTrue(locked());
    }

    private static boolean done(ManagedRealm realm, String username) {
        return !server.fetch(underWay(realm.getName(), username), Boolean.class);
    }

    private static FetchOnServer underWay(String realmName, String username) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            UserModel user = KeycloakModelUtils.findUserByNameOrEmail(session, realm, username);
            BruteForceProtector detector = session.getProvider(BruteForceProtector.class, KEYCLOAKS);
            return user != null && attempts(detector).containsKey(user.getId());
        };
    }

    /** Attempts that it has not counted yet, by user. */
    private static Map<?, ?> attempts(BruteForceProtector detector) {
        try {
            Field attempts = detector.getClass().getDeclaredField("loginAttempts");
            attempts.setAccessible(true);
            return (Map<?, ?>) attempts.get(detector);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Keycloak's detector is another one", e);
        }
    }

    private Map<String, Object> status() {
        return realm.admin().attackDetection().bruteForceUserStatus(person.id());
    }
}
