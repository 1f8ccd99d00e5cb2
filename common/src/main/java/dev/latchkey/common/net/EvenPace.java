package dev.latchkey.common.net;

import jakarta.ws.rs.core.Response;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.latchkey.common.tx.RequestTransaction;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/**
 * Lets answers leave at an even pace: a quarter of a second after their request came, or two, or three. What a door
 * does for an account and what it does for nobody never takes exactly as long; this way nobody can measure it
 * (OWASP ASVS 6.3.8). A waiting request holds a thread but no database connection, and only so many may wait at once:
 * whoever comes on top of them is turned away before anything is looked up.
 */
public final class EvenPace {

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int PLACES = 24;
    private static final int BUSY_SECONDS = 1;
    private static final String STARTED = "latchkey.even-pace";
    private static final Semaphore FREE = new Semaphore(PLACES);

    private EvenPace() {
    }

    /**
     * Takes a place for this request, until its session is closed. Call this before anything is looked up.
     *
     * @param session the request's session
     * @return false when too many requests are waiting; answer {@link #busy} or its like then
     */
    public static boolean begin(KeycloakSession session) {
        if (session.getAttribute(STARTED) != null) {
            return true;
        }
        if (!FREE.tryAcquire()) {
            return false;
        }
        session.enlistForClose(new Place());
        session.setAttribute(STARTED, System.nanoTime());
        return true;
    }

    /**
     * Waits for the next beat since {@link #begin}; does nothing in a request that has not begun. What the request has
     * written so far is committed by this.
     *
     * @param session the request's session
     */
    public static void hold(KeycloakSession session) {
        Long started = session.getAttribute(STARTED, Long.class);
        if (started == null) {
            return;
        }
        RequestTransaction.giveConnectionBack(session);
        long until = System.nanoTime() + rest(System.nanoTime() - started);
        while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /**
     * @param forms the page's form
     * @return the page for whom {@link #begin} has turned away
     */
    public static Response busy(LoginFormsProvider forms) {
        return TooManyRequests.answer(
                forms.setError("latchkeyTooManyRequests", BUSY_SECONDS)
                        .createErrorPage(Response.Status.TOO_MANY_REQUESTS),
                "busy", BUSY_SECONDS);
    }

    static long rest(long elapsedNanos) {
        return BEAT_NANOS - elapsedNanos % BEAT_NANOS;
    }

    /** Gives its place back when the session is closed, whatever became of the request. */
    private static final class Place implements Provider {

        @Override
        public void close() {
            FREE.release();
        }
    }
}
