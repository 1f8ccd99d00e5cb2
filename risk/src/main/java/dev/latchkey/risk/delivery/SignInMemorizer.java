package dev.latchkey.risk.delivery;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.latchkey.common.tx.Committed;
import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.provider.RiskProvider;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Has sign-ins remembered in one thread of this node, after the requests that they are of. */
final class SignInMemorizer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SignInMemorizer.class);
    private static final int WAITING = 1_000;
    private static final int STOP_SECONDS = 5;

    private final KeycloakSessionFactory factory;
    private final ThreadPoolExecutor worker;

    SignInMemorizer(KeycloakSessionFactory factory) {
        this.factory = factory;
        ClassLoader loader = SignInMemorizer.class.getClassLoader();
        worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "latchkey-risk");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        });
    }

    /** Remembers a sign-in once its request has committed; one that fails is not remembered. */
    void remember(KeycloakSession session, String realmId, String userId, ObservedSignIn observed) {
        Committed.then(session, () -> hand(() -> ofUser(realmId, userId, (provider, realm) ->
                provider.remember(realm, userId, observed))));
    }

    /** Remembers a replayed secret, whatever becomes of the request that has presented it. */
    void rememberReplay(KeycloakSession session, String realmId, String userId, long atMillis) {
        Committed.orNot(session, () -> mark(realmId, userId, AccountMark.REPLAY, atMillis));
    }

    /** Remembers a change of the e-mail address once its request has committed. */
    void rememberEmailChange(KeycloakSession session, String realmId, String userId, long atMillis) {
        Committed.then(session, () -> mark(realmId, userId, AccountMark.EMAIL_CHANGE, atMillis));
    }

    private void mark(String realmId, String userId, AccountMark mark, long atMillis) {
        hand(() -> ofUser(realmId, userId, (provider, realm) ->
                provider.rememberMark(realm, userId, mark, atMillis)));
    }

    private void hand(Runnable work) {
        try {
            worker.execute(() -> logged(work));
        } catch (RejectedExecutionException e) {
            LOG.warn("Too many sign-ins at once: the history of one lacks it");
        }
    }

    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // the sign-in itself stands
            LOG.warn("A sign-in was not added to the histories of risk", e);
        }
    }

    private void ofUser(String realmId, String userId, BiConsumer<RiskProvider, RealmModel> work) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm != null) {
                session.getContext().setRealm(realm);
                if (session.users().getUserById(realm, userId) != null) {
                    work.accept(RiskProvider.of(session), realm);
                }
            }
        });
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            worker.shutdownNow();
        }
    }
}
