package dev.latchkey.mail.smtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Connections of this node that have just handed a mail over, and wait a few seconds for the next one of the same realm
 * with the same settings. To a mail server there are never more, idle ones included, than mails have left at once: one
 * that is opened takes the place of an idle one. How many mails leave at once, the mail queue limits.
 */
final class KeptConnections {

    /** Idle connections; when there are more, the one that is idle for longest is closed. */
    static final int MOST = 64;
    /** Less than mail servers wait for a command, and than networks remember a connection. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** So that a password or token that the server takes no longer is noticed soon. */
    static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** Many servers accept more over one connection, and some of them close it at a number of their own. */
    static final int MAILS = 100;

    private final LongSupplier nanos;
    private final Deque<Kept> idle = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor timer;
    private boolean timed;
    private boolean ended;

    /**
     * A connection with what it may be used for.
     *
     * @param connection  the connection
     * @param realmId     the realm whose mails it hands over
     * @param server      host and port
     * @param fingerprint of the settings that it was opened with
     * @param openedAt    nanoseconds
     * @param mails       how many it has handed over
     * @param idleSince   nanoseconds
     */
    record Kept(SmtpConnection connection, String realmId, String server, String fingerprint, long openedAt, int mails,
            long idleSince) {

        /** After one more mail. */
        Kept used(long now) {
            return new Kept(connection, realmId, server, fingerprint, openedAt, mails + 1, now);
        }

        boolean isOver(long now) {
            return mails >= MAILS || now - openedAt >= AGE_NANOS || now - idleSince >= IDLE_NANOS;
        }

        boolean hasOldSettings(String realm, String settings) {
            return realmId.equals(realm) && !fingerprint.equals(settings);
        }
    }

    /** @param nanos the time, in nanoseconds */
    KeptConnections(LongSupplier nanos) {
        this.nanos = nanos;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "latchkey-mail-idle");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(2 * IDLE_NANOS, TimeUnit.NANOSECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** A connection that was opened now. */
    Kept opened(SmtpConnection connection, String realmId, String server, String fingerprint) {
        long now = nanos.getAsLong();
        return new Kept(connection, realmId, server, fingerprint, now, 0, now);
    }

    /**
     * Takes a connection away, until it is {@link #give given} back. Closes those that the realm has with other
     * settings. If there is none to take, one will be opened: closes another one to the same mail server.
     *
     * @param realmId     the realm that sends a mail
     * @param server      host and port
     * @param fingerprint of the realm's settings
     * @return the connection that was used last; empty if there is none
     */
    Optional<Kept> take(String realmId, String server, String fingerprint) {
        List<Kept> over = new ArrayList<>();
        Optional<Kept> found = find(realmId, server, fingerprint, over);
        end(over);
        return found;
    }

    private synchronized Optional<Kept> find(String realmId, String server, String fingerprint, List<Kept> over) {
        long now = nanos.getAsLong();
        idle.stream().filter(kept -> kept.isOver(now) || kept.hasOldSettings(realmId, fingerprint)).forEach(over::add);
        idle.removeAll(over);
        Optional<Kept> found = idle.stream().filter(kept -> kept.fingerprint().equals(fingerprint)).findFirst();
        if (found.isEmpty()) {
            idle.stream().filter(kept -> kept.server().equals(server)).reduce((newer, older) -> older)
                    .ifPresent(oldest -> {
                        idle.remove(oldest);
                        over.add(oldest);
                    });
        }
        found.ifPresent(idle::remove);
        return found;
    }

    /**
     * Keeps a connection that has just handed a mail over, or closes it if it has served for long enough.
     *
     * @param kept from {@link #take} or {@link #opened}
     */
    void give(Kept kept) {
        end(add(kept.used(nanos.getAsLong())));
    }

    private synchronized List<Kept> add(Kept kept) {
        if (ended || kept.isOver(kept.idleSince())) {
            return List.of(kept);
        }
        idle.addFirst(kept);
        startTimer();
        return idle.size() > MOST ? List.of(idle.removeLast()) : List.of();
    }

    private void startTimer() {
        if (!timed) {
            timed = true;
            timer.schedule(() -> end(removeOver()), 1, TimeUnit.SECONDS);
        }
    }

    private synchronized List<Kept> removeOver() {
        long now = nanos.getAsLong();
        List<Kept> over = idle.stream().filter(kept -> kept.isOver(now)).toList();
        idle.removeAll(over);
        timed = false;
        if (!idle.isEmpty() && !ended) {
            startTimer();
        }
        return over;
    }

    /** Closes all of them, and keeps none from now on. */
    void close() {
        end(removeAll());
        timer.shutdownNow();
    }

    private synchronized List<Kept> removeAll() {
        ended = true;
        List<Kept> all = List.copyOf(idle);
        idle.clear();
        return all;
    }

    /** Not while others wait: it writes to the network. */
    private static void end(List<Kept> over) {
        over.forEach(kept -> kept.connection().end());
    }

    /** @return how many are idle */
    synchronized int size() {
        return idle.size();
    }
}
