package dev.latchkey.sms.gateway.smpp;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.ReceiptState;
import dev.latchkey.sms.SentTexts;
import dev.latchkey.sms.TextReceipts;
import dev.latchkey.sms.TextReference;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.KeycloakSessionTask;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Writes what receipts and the texts of phones say, in a thread of its own: the connection's threads must go on
 * answering the message centre while a database does not. What comes while too much waits is not written, and the log
 * warns.
 */
final class ReceiptWriter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ReceiptWriter.class);
    private static final int WAITING = 1_000;
    private static final long IDLE_SECONDS = 30;

    private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final KeycloakSessionFactory factory;
    private final ExecutorService writer;
    private long dropped;
    private long warnedAt = System.nanoTime() - WARN_NANOS;

    /** @param factory of the sessions in which it writes */
    ReceiptWriter(KeycloakSessionFactory factory) {
        this.factory = factory;
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING), ReceiptWriter::thread, (work, full) -> drop(full));
        one.allowCoreThreadTimeOut(true);
        this.writer = one;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "latchkey-receipts");
        thread.setDaemon(true);
        return thread;
    }

    /** Warns once a minute at most: there may be many. */
    private synchronized void drop(ExecutorService full) {
        dropped++;
        long now = System.nanoTime();
        if (!full.isShutdown() && now - warnedAt >= WARN_NANOS) {
            LOG.warnf("Receipts and texts of phones come faster than they can be stored: %d were not, by now", dropped);
            warnedAt = now;
        }
    }

    /** Writes soon. */
    void write(TextReference text, ReceiptState state) {
        soon(own -> TextReceipts.store(own, text, state));
    }

    /** Takes note of a text soon. */
    void write(InboundText text) {
        soon(own -> new SentTexts(own).arrived(Optional.empty(), text));
    }

    private void soon(KeycloakSessionTask work) {
        writer.execute(() -> {
            try {
                KeycloakModelUtils.runJobInTransaction(factory, work);
            } catch (RuntimeException e) {
                LOG.warnf(e, "What a message centre has reported was not stored");
            }
        });
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
