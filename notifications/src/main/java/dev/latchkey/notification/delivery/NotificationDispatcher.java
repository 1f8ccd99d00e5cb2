package dev.latchkey.notification.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.mail.MailOrigin;
import dev.latchkey.notification.NotificationLimits;
import dev.latchkey.notification.Occurrence;
import dev.latchkey.notification.RecentFailures;
import dev.latchkey.notification.jpa.SignInMemory;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Decides on notifications and writes them, in one thread of this node, after the requests that they are about. */
final class NotificationDispatcher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NotificationDispatcher.class);
    private static final int WAITING = 1_000;
    private static final int STOP_SECONDS = 5;
    private static final int UNUSUAL_FAILURES = 3;

    private final KeycloakSessionFactory factory;
    private final ThreadPoolExecutor worker;
    private final RecentFailures recentFailures = new RecentFailures();

    NotificationDispatcher(KeycloakSessionFactory factory) {
        this.factory = factory;
        ClassLoader loader = NotificationDispatcher.class.getClassLoader();
        worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "latchkey-notices");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        });
    }

    RecentFailures recentFailures() {
        return recentFailures;
    }

    /** Sends a notification once the session's transaction has committed; a settled kind also if it rolls back. */
    void send(KeycloakSession session, Notification notification, Occurrence occurrence) {
        afterCompletion(session, () -> sendNow(notification, occurrence), notification.kind().settled());
    }

    void failed(KeycloakSession session, Occurrence occurrence) {
        afterCompletion(session, () -> memory(memory -> {
            memory.failed(occurrence.realmId(), occurrence.userId(), occurrence.at());
            return null;
        }), false);
    }

    void signedIn(KeycloakSession session, Occurrence occurrence) {
        afterCompletion(session, () -> {
            SignInMemory.Before before = memory(memory -> memory.signedIn(occurrence.realmId(), occurrence.userId(),
                    occurrence.fingerprint(), occurrence.at()));
            // each by itself: what the memory has told once it does not tell again
            if (before.failures() >= UNUSUAL_FAILURES) {
                logged(() -> sendNow(Notification.of(NotificationKind.SUCCESS_AFTER_FAILURES), occurrence));
            }
            if (before.newDevice()) {
                logged(() -> sendNow(Notification.of(NotificationKind.NEW_DEVICE), occurrence));
            }
        }, false);
    }

    private <T> T memory(Function<SignInMemory, T> work) {
        return OwnTransaction.run(factory, own -> work.apply(new SignInMemory(own)));
    }

    private void sendNow(Notification notification, Occurrence occurrence) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            RealmModel realm = session.realms().getRealm(occurrence.realmId());
            if (realm == null || !notification.kind().wanted(realm)) {
                return;
            }
            session.getContext().setRealm(realm);
            UserModel user = session.users().getUserById(realm, occurrence.userId());
            if (user == null) {
                return;
            }
            boolean sent = rate(session, realm, notification, user)
                    && send(session, realm, user, notification, occurrence);
            Meters.count(sent ? Meter.NOTIFICATIONS_SENT : Meter.NOTIFICATIONS_DROPPED, realm.getName(),
                    notification.kind());
        });
    }

    private static boolean send(KeycloakSession session, RealmModel realm, UserModel user, Notification notification,
            Occurrence occurrence) {
        String address = notification.address() == null ? user.getEmail() : notification.address();
        UserModel reader = new LocalizedUser(user, occurrence.locale());
        Map<String, Object> mail = MailOrigin.of(session, session.getContext().resolveLocale(reader), occurrence.ip(),
                occurrence.device(), occurrence.at());
        return new NotificationMail(session, realm, reader).send(address,
                NotificationMail.content(realm, notification.kind(), notification.name(), mail));
    }

    /** Takes from the rate limits: a flood of events must not become a flood of mails, nor hide other events. */
    private static boolean rate(KeycloakSession session, RealmModel realm, Notification notification, UserModel user) {
        List<RateDemand> demands = NotificationLimits.demands(realm, notification, user, Limits.of(session));
        return OwnTransaction.run(session, own -> own.getProvider(RateLimiter.class).take(demands).fold(
                admitted -> true,
                refused -> {
                    own.getTransactionManager().setRollbackOnly();
                    return false;
                }));
    }

    private void afterCompletion(KeycloakSession session, Runnable work, boolean settled) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                hand(work, settled);
            }

            @Override
            protected void rollbackImpl() {
                if (settled) {
                    hand(work, true);
                }
            }
        });
    }

    private void hand(Runnable work, boolean settled) {
        try {
            worker.execute(() -> logged(work));
        } catch (RejectedExecutionException e) {
            if (settled) {
                // a flood must not hide an attack: this request takes the time itself
                logged(work);
            } else {
                LOG.warn("Too many notifications at once: one was dropped");
            }
        }
    }

    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // the event itself is stored: no reason to call an operator
            LOG.warn("A notice was not sent", e);
        }
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
