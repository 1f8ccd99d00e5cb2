package dev.latchkey.common.net;

import jakarta.ws.rs.core.Response;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/**
 * Lets answers leave at an even pace: a quarter of a second after their request came, or two, or three. What a door
 * does for an account and what it does for nobody never takes exactly as long; this way nobody can measure it
 * (OWASP ASVS 6.3.8). A waiting request holds a thread but no database connection, and only so many may wait at once:
 * a door turns away whoever comes on top of them before anything is looked up, or answers at once.
 */
public final class EvenPace {

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int PLACES = 24;
    private static final int BUSY_SECONDS = 1;
    private static final String PLACE = "latchkey.even-pace";
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
        if (session.getAttribute(PLACE) != null) {
            return true;
        }
        if (!FREE.tryAcquire()) {
            return false;
        }
        Place place = new Place();
        session.enlistForClose(place);
        session.setAttribute(PLACE, place);
        return true;
    }

    /**
     * Has this request's answer wait for the next beat since {@link #begin}; does nothing in a request that has not
     * begun. Keycloak writes an answer when the session is closed, so that the wait comes after all work: the commit,
     * and what listeners do about the request's events.
     *
     * @param session the request's session
     */
    public static void hold(KeycloakSession session) {
        Place place = session.getAttribute(PLACE, Place.class);
        if (place != null) {
            place.held = true;
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

    /** One of those that may wait at once. Given back when the session is closed, whatever became of the request. */
    private static final class Place implements Provider {

        private final long started = System.nanoTime();
        private boolean held;

        @Override
        public void close() {
            try {
                if (held) {
                    awaitBeat();
                }
            } finally {
                FREE.release();
            }
        }

        private void awaitBeat() {
            long until = System.nanoTime() + rest(System.nanoTime() - started);
            while (System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
    }
}
