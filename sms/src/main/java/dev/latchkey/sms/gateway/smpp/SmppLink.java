package dev.latchkey.sms.gateway.smpp;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.ConnectionFactory;

/**
 * One connection to the message centre, bound as transceiver, that a thread of its own sets up and, when it is lost,
 * sets up anew: after a first pause, then after pauses that double. It begins with the first text, unless texts of
 * phones are awaited, so that other processes with the same options, such as an export, do not take the place of the
 * server.
 */
final class SmppLink implements AutoCloseable {

    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(SmppLink.class);
    /** The library logs what it sends and receives: numbers, codes, the password. Held, or the level is forgotten. */
    private static final Logger LIBRARY = silent();
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final SmppConfig config;
    private final ConnectionFactory connections;
    private final MessageReceiverListener receipts;
    private final Duration firstPause;
    private final SecureRandom random = new SecureRandom();
    private final Object lock = new Object();
    private SMPPSession bound;
    private boolean failing;
    private boolean closed;
    private Thread binder;

    /**
     * @param config      the settings
     * @param connections opens connections
     * @param receipts    gets what the message centre sends
     * @param firstPause  before the first attempt to set up a lost connection anew
     */
    SmppLink(SmppConfig config, ConnectionFactory connections, MessageReceiverListener receipts, Duration firstPause) {
        this.config = config;
        this.connections = connections;
        this.receipts = receipts;
        this.firstPause = firstPause;
    }

    private static Logger silent() {
        // org.jsmpp, by whatever name the jar has it
        String name = SMPPSession.class.getPackageName();
        Logger library = Logger.getLogger(name.substring(0, name.lastIndexOf('.')));
        library.setLevel(Level.OFF);
        return library;
    }

    /**
     * Returns the connection, waiting for it while it is being set up for the first time or after a loss.
     *
     * @param patience how long to wait
     * @return the connection; empty when it does not stand, without waiting where the newest attempt has failed
     */
    Optional<SMPPSession> session(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            begin();
            while (!stands() && !failing && !closed && System.nanoTime() < deadline) {
                if (!await(Duration.ofNanos(deadline - System.nanoTime()))) {
                    return Optional.empty();
                }
            }
            return stands() ? Optional.of(bound) : Optional.empty();
        }
    }

    /** Begins to set the connection up before a text is to be sent, so that those of phones arrive. */
    void open() {
        synchronized (lock) {
            begin();
        }
    }

    private boolean stands() {
        return bound != null && bound.getSessionState().isBound();
    }

    private void begin() {
        if (binder == null && !closed) {
            binder = new Thread(this::keep, "latchkey-smpp");
            // the library's threads are made by it, and inherit this
            binder.setDaemon(true);
            binder.start();
        }
    }

    private void keep() {
        Duration pause = firstPause;
        while (!isClosed()) {
            long since = System.nanoTime();
            pause = attempt() && System.nanoTime() - since > STABLE.toNanos() ? firstPause : pause;
            synchronized (lock) {
                await(jittered(pause));
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Reports whether the connection stood. The thread must live on: without it no text is sent until a restart. */
    private boolean attempt() {
        try {
            Optional<SMPPSession> session = bind();
            session.ifPresent(this::watch);
            return session.isPresent();
        } catch (RuntimeException e) {
            LOG.errorf("The connection to the message centre %s was given up: %s", config.server(), e.toString());
            return false;
        }
    }

    /** Nodes that have lost a message centre together must not come back together. */
    private Duration jittered(Duration pause) {
        return Duration.ofMillis((long) (pause.toMillis() * (1 + random.nextDouble() / 2)) + 1);
    }

    private Optional<SMPPSession> bind() {
        SMPPSession session = new SMPPSession(connections);
        session.setTransactionTimer(config.timeout().toMillis());
        session.setEnquireLinkTimer((int) config.enquireLink().toMillis());
        session.setMessageReceiverListener(receipts);
        session.addSessionStateListener((now, before, source) -> wake());
        try {
            session.connectAndBind(config.host(), config.port(), new BindParameter(BindType.BIND_TRX,
                    config.systemId(), config.password(), config.systemType(), TypeOfNumber.UNKNOWN,
                    NumberingPlanIndicator.UNKNOWN, null), config.timeout().toMillis());
            LOG.infof("Bound to the message centre %s", config.server());
            return Optional.of(session);
        } catch (IOException | RuntimeException e) {
            // neither names the password; a stack trace for each attempt helps as little
            LOG.warnf("The message centre %s cannot be bound to: %s", config.server(), e.toString());
            session.close();
            synchronized (lock) {
                failing = true;
            }
            wake();
            return Optional.empty();
        }
    }

    private void watch(SMPPSession session) {
        synchronized (lock) {
            bound = session;
            failing = false;
            lock.notifyAll();
            while (!closed && stands()) {
                await(LOOK);
            }
            bound = null;
        }
        if (!isClosed()) {
            LOG.warnf("The connection to the message centre %s was lost", config.server());
        }
        session.unbindAndClose();
    }

    /** Waits with the lock; false when the thread was interrupted. */
    private boolean await(Duration longest) {
        try {
            lock.wait(Math.max(1, longest.toMillis()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Unbinds, and ends all threads within the timeout of the connection. */
    @Override
    public void close() {
        Thread ending;
        synchronized (lock) {
            closed = true;
            ending = binder;
            lock.notifyAll();
        }
        if (ending != null) {
            try {
                ending.join(2 * config.timeout().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
