package dev.latchkey.signin.account;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Keycloak's brute-force detector (keycloak-services, not a public API), but at a password form a sign-in of a user
 * waits for another one of the same user that is under way on this node. Keycloak's detector takes the second one for
 * guessing, so that a user with two browsers, or two windows that a browser restores, is told that the password is
 * wrong. Still one of them at a time has its password compared, so that no client guesses faster than the detector
 * counts.
 *
 * <p>At other steps nothing waits: an app's sign-in would tell by its time that the account exists. A proxy, because
 * the detector's other methods differ between Keycloak's lines.
 */
final class QueuedPasswords implements InvocationHandler {

    /** How long a sign-in waits, which keeps its thread. Comparing a password takes a tenth of it. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(QueuedPasswords.class);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Set<String> QUESTIONS = Set.of("isTemporarilyDisabled", "isPermanentlyLockedOut");
    private static final Set<String> PASSWORD_FORMS = Set.of("auth-username-password-form", "auth-password-form",
            "latchkey-number-password");

    private final BruteForceProtector detector;
    private final Semaphore places;

    private QueuedPasswords(BruteForceProtector detector, Semaphore places) {
        this.detector = detector;
        this.places = places;
    }

    /**
     * @param detector what decides
     * @param places   a permit for each sign-in that may wait on this node; one that finds none does not wait
     * @return the detector, by which sign-ins wait for each other
     */
    static BruteForceProtector before(BruteForceProtector detector, Semaphore places) {
        return (BruteForceProtector) Proxy.newProxyInstance(BruteForceProtector.class.getClassLoader(),
                new Class<?>[] {BruteForceProtector.class}, new QueuedPasswords(detector, places));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (QUESTIONS.contains(method.getName())) {
            return afterOthers((KeycloakSession) arguments[0], (RealmModel) arguments[1], (UserModel) arguments[2],
                    () -> (Boolean) ask(method, arguments));
        }
        try {
            return method.invoke(detector, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object ask(Method method, Object[] arguments) {
        try {
            return method.invoke(detector, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the detector's answer, that of a lock or the one after other sign-ins of the user */
    private boolean afterOthers(KeycloakSession session, RealmModel realm, UserModel user, BooleanSupplier rejected) {
        if (!rejected.getAsBoolean()) {
            return false;
        }
        if (!isAtPasswordForm(session, realm) || DetectorLock.outsideOfSignIn(session, rejected::getAsBoolean)
                || !places.tryAcquire()) {
            return true;
        }
        try {
            // else those that wait would keep connections that the sign-in under way may need
            RequestTransaction.releaseConnection(session);
            return !ended(rejected) || isLocked(session, realm, user);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            places.release();
        }
    }

    private static boolean isAtPasswordForm(KeycloakSession session, RealmModel realm) {
        return Optional.ofNullable(session.getContext().getAuthenticationSession())
                .map(tab -> tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION))
                .map(realm::getAuthenticationExecutionById)
                .map(AuthenticationExecutionModel::getAuthenticator)
                .filter(PASSWORD_FORMS::contains).isPresent();
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

    /**
     * In a session of its own, because the request's one keeps the state that it has read before it waited.
     *
     * @return whether the account is locked; true also where that cannot be read
     */
    private boolean isLocked(KeycloakSession session, RealmModel realm, UserModel user) {
        try {
            return OwnTransaction.inRealm(session.getKeycloakSessionFactory(), realm.getId(), (own, ownRealm) -> {
                UserModel ownUser = own.users().getUserById(ownRealm, user.getId());
                return ownUser == null || detector.isPermanentlyLockedOut(own, ownRealm, ownUser)
                        || detector.isTemporarilyDisabled(own, ownRealm, ownUser);
            }).orElse(true);
        } catch (RuntimeException e) {
            LOG.warn("Whether an account is locked could not be read", e);
            return true;
        }
    }
}
