package dev.latchkey.common.account;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Keycloak's brute-force detector (keycloak-services, not a public API), but a sign-in of a user waits for another one
 * of the same user that is under way on this node. Keycloak's detector takes the second one for guessing, so that a
 * user with two browsers, or two windows that a browser restores, is told that the password is wrong. Still one of
 * them at a time has its password compared, so that no client guesses faster than the detector counts.
 */
final class QueuedBruteForceProtector implements BruteForceProtector {

    /** How long a sign-in waits, which keeps its thread. Comparing a password takes a tenth of it. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final BruteForceProtector detector;
    private final Semaphore places;

    /**
     * @param detector what decides
     * @param places   a permit for each sign-in that may wait on this node; one that finds none does not wait
     */
    QueuedBruteForceProtector(BruteForceProtector detector, Semaphore places) {
        this.detector = detector;
        this.places = places;
    }

    @Override
    public boolean isTemporarilyDisabled(KeycloakSession session, RealmModel realm, UserModel user) {
        return afterOthers(session, realm, user, () -> detector.isTemporarilyDisabled(session, realm, user));
    }

    @Override
    public boolean isPermanentlyLockedOut(KeycloakSession session, RealmModel realm, UserModel user) {
        return afterOthers(session, realm, user, () -> detector.isPermanentlyLockedOut(session, realm, user));
    }

    @Override
    public void failedLogin(RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri,
            Set<String> categories) {
        detector.failedLogin(realm, user, connection, uri, categories);
    }

    @Override
    public void successfulLogin(RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri,
            Set<String> categories) {
        detector.successfulLogin(realm, user, connection, uri, categories);
    }

    @Override
    public void cleanUpPermanentLockout(KeycloakSession session, RealmModel realm, UserModel user) {
        detector.cleanUpPermanentLockout(session, realm, user);
    }

    @Override
    public void close() {
        // the detector belongs to the session
    }

    /** @return the detector's answer, that of a lock or the one after other sign-ins of the user */
    private boolean afterOthers(KeycloakSession session, RealmModel realm, UserModel user, BooleanSupplier rejected) {
        if (!rejected.getAsBoolean()) {
            return false;
        }
        if (DetectorLock.outsideOfSignIn(session, rejected::getAsBoolean) || !places.tryAcquire()) {
            return true;
        }
        try {
            // else those that wait would keep connections that the sign-in under way may need
            RequestTransaction.releaseConnection(session);
            return !ended(rejected) || lockedMeanwhile(session, realm, user);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            places.release();
        }
    }

    private static boolean ended(BooleanSupplier rejected) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            Thread.sleep(PAUSE.toMillis());
            if (!rejected.getAsBoolean()) {
                return true;
            }
        } while (System.nanoTime() < end);
        return false;
    }

    /** In a session of its own, because the request's one keeps the state that it has read before it waited. */
    private boolean lockedMeanwhile(KeycloakSession session, RealmModel realm, UserModel user) {
        return OwnTransaction.inRealm(session.getKeycloakSessionFactory(), realm.getId(), (own, ownRealm) -> {
            UserModel ownUser = own.users().getUserById(ownRealm, user.getId());
            return ownUser == null || detector.isPermanentlyLockedOut(own, ownRealm, ownUser)
                    || detector.isTemporarilyDisabled(own, ownRealm, ownUser);
        }).orElse(true);
    }
}
