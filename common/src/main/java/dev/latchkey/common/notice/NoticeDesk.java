package dev.latchkey.common.notice;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimit;
import dev.latchkey.common.limit.RateLimiter;
import dev.latchkey.common.limit.RateVerdict;
import dev.latchkey.common.mail.MailTime;
import dev.latchkey.common.mail.NoticeMail;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.common.settings.Limits;
import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Decides and writes notices in one thread of this node, after the requests that they are about. */
final class NoticeDesk implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NoticeDesk.class);
    private static final String TEMPLATE = "latchkey-notice.ftl";
    private static final int WAITING = 1_000;
    private static final int STOP_SECONDS = 5;
    private static final int UNUSUAL_FAILURES = 3;

    private final KeycloakSessionFactory factory;
    private final ThreadPoolExecutor worker;

    NoticeDesk(KeycloakSessionFactory factory) {
        this.factory = factory;
        ClassLoader loader = NoticeDesk.class.getClassLoader();
        worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "latchkey-notices");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        }, (task, executor) -> LOG.warn("Too many notices at once: one was dropped"));
    }

    /** Tells it once the session's transaction has committed, and never if it does not. */
    void tell(KeycloakSession session, Notice notice, Occurrence occurrence) {
        afterCommit(session, () -> tellNow(notice, occurrence));
    }

    void failed(KeycloakSession session, Occurrence occurrence) {
        afterCommit(session, () -> memory(memory -> {
            memory.failed(occurrence.realmId(), occurrence.userId(), occurrence.at());
            return null;
        }));
    }

    void signedIn(KeycloakSession session, Occurrence occurrence) {
        afterCommit(session, () -> {
            if (memory(memory -> memory.forgetFailures(occurrence.realmId(), occurrence.userId()))
                    >= UNUSUAL_FAILURES) {
                tellNow(Notice.of(NoticeKind.SUCCESS_AFTER_FAILURES), occurrence);
            }
            if (!occurrence.fingerprint().isEmpty() && memory(memory -> memory.isNewDevice(occurrence.realmId(),
                    occurrence.userId(), occurrence.fingerprint(), occurrence.at()))) {
                tellNow(Notice.of(NoticeKind.NEW_DEVICE), occurrence);
            }
        });
    }

    private <T> T memory(Function<SignInMemory, T> work) {
        return OwnTransaction.run(factory, own -> work.apply(own.getProvider(SignInMemory.class)));
    }

    private void tellNow(Notice notice, Occurrence occurrence) {
        KeycloakModelUtils.runJobInTransaction(factory, session -> {
            RealmModel realm = session.realms().getRealm(occurrence.realmId());
            if (realm == null || !notice.kind().wanted(realm)) {
                return;
            }
            session.getContext().setRealm(realm);
            UserModel user = session.users().getUserById(realm, occurrence.userId());
            if (user == null) {
                return;
            }
            boolean sent = rate(session, realm, notice.kind(), user) && send(session, realm, user, notice, occurrence);
            Meters.count(sent ? Meter.NOTICES_SENT : Meter.NOTICES_DROPPED, realm.getName(), notice.kind());
        });
    }

    private static boolean send(KeycloakSession session, RealmModel realm, UserModel user, Notice notice,
            Occurrence occurrence) {
        UserModel reader = new Reader(user, occurrence.locale());
        Map<String, Object> mail = new HashMap<>();
        mail.put("kind", notice.kind().id());
        mail.put("name", notice.name());
        mail.put("ip", occurrence.ip());
        mail.put("time", MailTime.of(session.getContext().resolveLocale(reader), occurrence.at()));
        if (!occurrence.device().isEmpty()) {
            mail.put("device", occurrence.device());
        }
        return new NoticeMail(session, realm, reader)
                .sendAfterRequest(TEMPLATE, notice.kind().subjectKey(), mail);
    }

    /** A flood of events must not become a flood of mails. */
    private static boolean rate(KeycloakSession session, RealmModel realm, NoticeKind kind, UserModel user) {
        Limits limits = Limits.of(session);
        List<RateDemand> demands = List.of(
                new RateDemand(new RateLimit(Limit.NOTICE_KIND_HOUR.setting().name(),
                        limits.get(realm, Limit.NOTICE_KIND_HOUR), Duration.ofHours(1)), realm.getId(),
                        user.getId() + '/' + kind.id()),
                new RateDemand(new RateLimit(Limit.NOTICE_USER_DAY.setting().name(),
                        limits.get(realm, Limit.NOTICE_USER_DAY), Duration.ofDays(1)), realm.getId(), user.getId()));
        return OwnTransaction.run(session, own -> {
            RateVerdict verdict = own.getProvider(RateLimiter.class).take(demands);
            if (verdict instanceof RateVerdict.Refused) {
                own.getTransactionManager().setRollbackOnly();
            }
            return verdict instanceof RateVerdict.Admitted;
        });
    }

    private void afterCommit(KeycloakSession session, Runnable work) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                worker.execute(() -> logged(work));
            }

            @Override
            protected void rollbackImpl() {
                // it has not happened, so nobody is told
            }
        });
    }

    private static void logged(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("A notice was lost", e);
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
