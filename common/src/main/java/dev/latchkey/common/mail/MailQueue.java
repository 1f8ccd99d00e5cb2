package dev.latchkey.common.mail;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.latchkey.common.limit.FairShares;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

/**
 * Sends mails off the request thread, through Keycloak's own {@link EmailSenderProvider}, so that a sign-in takes as
 * long with a slow mail server as with a fast one, and its duration does not reveal which accounts exist. The queue is
 * in this node's memory and bounded: when it is full a mail is refused, never sent in the request. The numbers of
 * workers and of slots for one realm are limited, and there are as many again for the other realms, so that a mail
 * server that hangs delays the mails of its own realm alone. A mail keeps its slot while it waits for a retry.
 */
public final class MailQueue implements Provider {

    private static final Logger LOG = Logger.getLogger(MailQueue.class);
    private static final List<Integer> RETRY_SECONDS = List.of(2, 10, 30);
    private static final long WORTH_A_RETRY_MILLIS = 60_000;
    private static final int DRAIN_SECONDS = 10;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final KeycloakSessionFactory factory;
    private final FairShares slots;
    private final RealmWorkers workers;
    private volatile boolean stopping;

    MailQueue(KeycloakSessionFactory factory, int workerCount, int size) {
        this.factory = factory;
        this.slots = new FairShares(2 * size, size);
        Meters.gauge(Meter.MAIL_QUEUE_USED, slots::used);
        ClassLoader loader = MailQueue.class.getClassLoader();
        AtomicInteger number = new AtomicInteger();
        this.workers = new RealmWorkers(workerCount, task -> {
            Thread thread = new Thread(task, "latchkey-mail-" + number.incrementAndGet());
            thread.setDaemon(true);
            // themes, mail and TLS classes are found through the context class loader
            thread.setContextClassLoader(loader);
            return thread;
        });
    }

    /**
     * Reserves a slot. Do this before anything is written for the mail, so that a full queue uses up no user's send.
     *
     * @param realmId the realm that will send the mail
     * @return the slot; empty when the realm has used its share of the queue, or the server is stopping
     */
    public Optional<Slot> reserve(String realmId) {
        if (!stopping && slots.take(realmId)) {
            return Optional.of(new Slot(realmId));
        }
        Meters.count(Meter.MAIL_QUEUE_REFUSED);
        return Optional.empty();
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
        workers.stop();
    }

    @Override
    public void close() {
        // the queue belongs to the server, not to the session that asked for it
    }

    /** A slot in the queue. The caller must use it or release it. */
    public final class Slot implements AutoCloseable {

        private final AtomicBoolean open = new AtomicBoolean(true);
        private final String realmId;

        private Slot(String realmId) {
            this.realmId = realmId;
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
                workers.execute(realmId, () -> attempt(mail, 0));
            } catch (RejectedExecutionException e) {
                // the server has stopped: the row still shows the mail as queued, and its age shows that it was lost
                slots.release(realmId);
            }
        }

        /** Releases the slot; does nothing when it was used. */
        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                slots.release(realmId);
            }
        }
    }

    private void attempt(OutgoingMail mail, int tries) {
        boolean retryFollows = false;
        try {
            if (OwnTransaction.run(factory, mail.receipt()::stillWanted)) {
                DeliveryStatus status = handOver(mail, tries);
                retryFollows = status == DeliveryStatus.RETRYING;
                report(mail, status);
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "A mail of realm %s was lost", mail.realmId());
        } finally {
            if (!retryFollows) {
                slots.release(mail.realmId());
            }
        }
    }

    private DeliveryStatus handOver(OutgoingMail mail, int tries) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
            RealmModel realm = session.realms().getRealm(mail.realmId());
            if (realm == null) {
                return DeliveryStatus.FAILED;
            }
            long start = System.nanoTime();
            DeliveryStatus status = sendWithoutConnection(session, realm, mail)
                    ? DeliveryStatus.SENT
                    : afterFailure(mail, tries);
            Meters.time(Meter.MAIL_DELIVERY, Duration.ofNanos(System.nanoTime() - start), realm.getName(), status);
            return status;
        });
    }

    private static boolean sendWithoutConnection(KeycloakSession session, RealmModel realm, OutgoingMail mail) {
        session.getContext().setRealm(realm);
        // a mail server may take ten seconds; a worker must not keep a database connection that long
        RequestTransaction.releaseConnection(session);
        try {
            session.getProvider(EmailSenderProvider.class).send(mail.smtp(), mail.address(),
                    mail.content().subject(), mail.content().text(), mail.content().html());
            return true;
        } catch (EmailException | RuntimeException e) {
            LOG.debugf(e, "The mail server of realm %s did not take a mail", mail.realmId());
            return false;
        }
    }

    private DeliveryStatus afterFailure(OutgoingMail mail, int tries) {
        boolean again = tries < RETRY_SECONDS.size()
                && mail.expiresAt() - Time.currentTimeMillis() >= WORTH_A_RETRY_MILLIS
                && !stopping && schedule(mail, tries);
        return again ? DeliveryStatus.RETRYING : DeliveryStatus.FAILED;
    }

    private boolean schedule(OutgoingMail mail, int tries) {
        try {
            workers.schedule(mail.realmId(), () -> attempt(mail, tries + 1), RETRY_SECONDS.get(tries));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void report(OutgoingMail mail, DeliveryStatus status) {
        OwnTransaction.run(factory, session -> {
            mail.receipt().report(session, status);
            return null;
        });
    }
}
