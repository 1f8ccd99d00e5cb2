package dev.latchkey.mail;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.FairShares;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

/**
 * Sends mails, and the messages of other channels, off the request thread, so that a sign-in takes as long with a slow
 * server as with a fast one, and its duration does not reveal which accounts exist. The queue is
 * in this node's memory and bounded: when it is full a mail is refused, never sent in the request. The slots for one
 * realm are limited, and there are as many again for the other realms; {@link DeliverySchedule} shares the workers, so
 * that a mail server that hangs delays the mails of its own realm alone. A mail keeps its slot while it waits for a
 * retry. That a mail has left is written with others; a failure is written at once.
 */
public final class MailQueue implements Provider {

    private static final Logger LOG = Logger.getLogger(MailQueue.class);
    private static final int DRAIN_SECONDS = 10;
    private static final int LAST_WRITE_SECONDS = 3;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /**
     * For so long no mail can have been replaced by a newer one: less than the shortest cooldown, after which a user
     * may ask for the next one while the first has not failed.
     */
    private static final long CERTAINLY_WANTED_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final KeycloakSessionFactory factory;
    private final FairShares slots;
    private final FairShares noticeSlots;
    private final MailWorkers workers;
    private final RetryRule retries = new RetryRule(new SecureRandom()::nextDouble);
    private final SentMails sent = new SentMails(System::nanoTime);
    private final Object writing = new Object();
    private volatile boolean stopping;

    MailQueue(KeycloakSessionFactory factory, int workerCount, int size) {
        this.factory = factory;
        this.slots = new FairShares(2 * size, size);
        this.noticeSlots = new FairShares(size, Math.max(1, size / 2));
        this.workers = new MailWorkers(workerCount);
        Meters.gauge(Meter.MAIL_QUEUE_USED, slots::used);
        Meters.gauge(Meter.MAIL_QUEUE_OLDEST, workers::oldestSeconds);
        Meters.gauge(Meter.MAIL_IN_FLIGHT, workers::running);
        Meters.gauge(Meter.MAIL_WORKERS, workers::threads);
    }

    /**
     * Reserves a slot. Do this before anything is written for the mail, so that a full queue uses up no user's send.
     *
     * @param realmId  the realm that will send the mail
     * @param priority its priority among the mails of this realm
     * @return the slot; empty when the realm has used its share of the queue, or the server is stopping
     */
    public Optional<Slot> reserve(String realmId, MailPriority priority) {
        if (!stopping && take(realmId, priority)) {
            return Optional.of(new Slot(realmId, priority));
        }
        Meters.count(Meter.MAIL_QUEUE_REFUSED);
        return Optional.empty();
    }

    private boolean take(String realmId, MailPriority priority) {
        if (priority == MailPriority.CODE) {
            return slots.take(realmId);
        }
        if (!noticeSlots.take(realmId)) {
            return false;
        }
        boolean taken = slots.take(realmId);
        if (!taken) {
            noticeSlots.release(realmId);
        }
        return taken;
    }

    private void release(String realmId, MailPriority priority) {
        slots.release(realmId);
        if (priority == MailPriority.NOTICE) {
            noticeSlots.release(realmId);
        }
    }

    /** Accepts no more mails and sends those in the queue for at most {@value #DRAIN_SECONDS} seconds. */
    void drain() {
        stopping = true;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (slots.used() > 0 && System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (slots.used() > 0) {
            LOG.warnf("%d mails had not left when the server stopped", slots.used());
        }
        writeLast();
        workers.stop();
    }

    /** In a thread of its own, because a database that does not answer must not keep the server from stopping. */
    private void writeLast() {
        Thread writer = new Thread(this::writeSent, "latchkey-mail-last");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(LAST_WRITE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // the queue belongs to the server, not to the session that asked for it
    }

    /** A slot in the queue. The caller must use it or release it. */
    public final class Slot implements AutoCloseable {

        private final AtomicBoolean open = new AtomicBoolean(true);
        private final String realmId;
        private final MailPriority priority;

        private Slot(String realmId, MailPriority priority) {
            this.realmId = realmId;
            this.priority = priority;
        }

        /**
         * Puts the mail into the queue.
         *
         * @param mail what to send
         * @throws IllegalStateException    if the slot was used or released before
         * @throws IllegalArgumentException if it was reserved for another realm
         */
        public void send(OutgoingMail mail) {
            if (!mail.realmId().equals(realmId)) {
                throw new IllegalArgumentException("This slot is another realm's");
            }
            if (!open.compareAndSet(true, false)) {
                throw new IllegalStateException("This slot was used or released before");
            }
            try {
                execute(new Attempt(mail, priority, 0, System.nanoTime()));
            } catch (RejectedExecutionException e) {
                // the server has stopped: the row still shows the mail as queued, and its age shows that it was lost
                release(realmId, priority);
            }
        }

        /** Releases the slot; does nothing when it was used. */
        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                release(realmId, priority);
            }
        }
    }

    /**
     * An attempt to send a mail.
     *
     * @param mail     the mail
     * @param priority its priority
     * @param tries    attempts before this one
     * @param queuedAt when the mail was queued, nanoseconds
     */
    private record Attempt(OutgoingMail mail, MailPriority priority, int tries, long queuedAt) {

        Attempt next() {
            return new Attempt(mail, priority, tries + 1, queuedAt);
        }
    }

    /**
     * The result of an attempt.
     *
     * @param answer of the server
     * @param status to be stored; empty where it is not known whether the message has left
     */
    private record Outcome(ServerAnswer answer, Optional<DeliveryStatus> status) {
    }

    private void execute(Attempt attempt) {
        workers.execute(DeliverySchedule.Lane.of(attempt.mail()), attempt.priority(), () -> run(attempt));
    }

    private ServerAnswer run(Attempt attempt) {
        boolean retryFollows = false;
        ServerAnswer answer = ServerAnswer.NONE;
        try {
            if (wanted(attempt)) {
                Outcome outcome = handOver(attempt);
                answer = outcome.answer();
                retryFollows = outcome.status().filter(DeliveryStatus.RETRYING::equals).isPresent();
                outcome.status().ifPresent(status -> report(attempt, status));
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "A mail of realm %s was lost", attempt.mail().realmId());
        } finally {
            if (!retryFollows) {
                release(attempt.mail().realmId(), attempt.priority());
            }
        }
        return answer;
    }

    private boolean wanted(Attempt attempt) {
        OutgoingMail mail = attempt.mail();
        if (mail.expiresAt() <= Time.currentTimeMillis()) {
            return false;
        }
        if (isEarly(attempt)) {
            return true;
        }
        return mail.receipt().map(receipt -> OwnTransaction.run(factory,
                session -> receipt.log().stillWanted(session, receipt, mail.expiresAt()))).orElse(true);
    }

    private static boolean isEarly(Attempt attempt) {
        return attempt.tries() == 0 && System.nanoTime() - attempt.queuedAt() < CERTAINLY_WANTED_NANOS;
    }

    private Outcome handOver(Attempt attempt) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            RealmModel realm = session.realms().getRealm(attempt.mail().realmId());
            if (realm == null) {
                return new Outcome(ServerAnswer.NONE, Optional.of(DeliveryStatus.FAILED));
            }
            long start = System.nanoTime();
            ServerAnswer answer = sendWithoutConnection(session, realm, attempt.mail());
            Optional<DeliveryStatus> status = status(attempt, answer);
            Meters.time(Meter.MAIL_DELIVERY, Duration.ofNanos(System.nanoTime() - start), realm.getName(),
                    attempt.mail().delivery().channel(), status.<Enum<?>>map(known -> known).orElse(answer));
            return new Outcome(answer, status);
        });
    }

    private static ServerAnswer sendWithoutConnection(KeycloakSession session, RealmModel realm, OutgoingMail mail) {
        session.getContext().setRealm(realm);
        // a server may take ten seconds; a worker must not keep a database connection that long
        RequestTransaction.releaseConnection(session);
        return mail.delivery().handOver(session);
    }

    private Optional<DeliveryStatus> status(Attempt attempt, ServerAnswer answer) {
        return switch (answer) {
            case TAKEN -> Optional.of(DeliveryStatus.SENT);
            case REFUSED_FOR_GOOD -> Optional.of(DeliveryStatus.FAILED);
            case REFUSED, FAULT, NONE -> Optional.of(afterFailure(attempt));
            // the row goes on saying that it is queued: after a minute its user may ask for another
            case UNKNOWN -> {
                LOG.debugf("Realm %s: it is not known whether a message has left; it is not sent again",
                        attempt.mail().realmId());
                yield Optional.empty();
            }
        };
    }

    private DeliveryStatus afterFailure(Attempt attempt) {
        long left = attempt.mail().expiresAt() - Time.currentTimeMillis();
        return !stopping && retries.pause(attempt.tries(), left).filter(pause -> retry(attempt, pause)).isPresent()
                ? DeliveryStatus.RETRYING
                : DeliveryStatus.FAILED;
    }

    private boolean retry(Attempt attempt, Duration pause) {
        try {
            workers.later(() -> execute(attempt.next()), pause);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void report(Attempt attempt, DeliveryStatus status) {
        attempt.mail().receipt().ifPresent(receipt -> {
            if (status == DeliveryStatus.SENT && isEarly(attempt)) {
                writeLater(List.of(receipt));
            } else {
                // the row of a retried mail tells its user that it is delayed, that of an old one soon that it is lost
                OwnTransaction.run(factory, session -> {
                    receipt.log().report(session, receipt, status);
                    return null;
                });
            }
        });
    }

    private void writeLater(List<MailReceipt> mails) {
        try {
            sent.add(mails).ifPresent(pause -> workers.later(this::writeSent, pause));
        } catch (RejectedExecutionException e) {
            LOG.debug("The server has stopped before it was written that a mail has left");
        }
    }

    /** Writes now which mails have left; returns when that is done, no matter which thread does it. */
    public void writeSent() {
        synchronized (writing) {
            Map<DeliveryLog, List<MailReceipt>> byLog =
                    sent.take().stream().collect(Collectors.groupingBy(MailReceipt::log));
            byLog.forEach(this::write);
        }
    }

    private void write(DeliveryLog log, List<MailReceipt> mails) {
        try {
            OwnTransaction.run(factory, session -> {
                log.sent(session, mails);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "That %d mails have left could not be written; it will be tried again", mails.size());
            writeLater(mails);
        }
    }
}
