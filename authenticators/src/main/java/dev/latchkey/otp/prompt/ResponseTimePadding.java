package dev.latchkey.otp.prompt;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.ServerLimit;
import dev.latchkey.limit.rest.TooManyRequests;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Pads answers to a multiple of a quarter of a second after their request came. What is done for an account and what is
 * done where there is none never takes exactly as long; this way the difference cannot be measured (OWASP ASVS 6.3.8).
 * A waiting request holds a thread but no database connection, and only so many may wait at once
 * ({@link ServerLimit#PADDED_ANSWERS}), of which each realm and each client address has a share: what comes on top is
 * refused before anything is looked up, so that the refusal reveals nothing. Limit the address's rate first.
 */
public final class ResponseTimePadding {

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BUSY_SECONDS = 1;
    private static final String SLOT = "latchkey.even-pace";
    private static final AtomicReference<PaddingShares> SHARES = new AtomicReference<>();

    private ResponseTimePadding() {
    }

    /**
     * Takes one of the realm's and the client's shares for this request, until its session is closed. Call this before
     * anything is looked up.
     *
     * @param session the request's session
     * @return false when too many requests are waiting; answer {@link #busy} or its like then
     */
    public static boolean begin(KeycloakSession session) {
        if (session.getAttribute(SLOT) != null) {
            return true;
        }
        RealmModel realm = session.getContext().getRealm();
        String realmId = realm.getId();
        String address = ClientAddress.limitKey(session);
        PaddingShares shares = shares(session);
        if (!shares.take(realmId, address)) {
            Meters.count(Meter.PADDED_REFUSED, realm.getName());
            return false;
        }
        enlist(session, new Slot(() -> shares.release(realmId, address)));
        return true;
    }

    /**
     * Begins for a sign-in, which takes no share, since it must not be refused for what others do elsewhere: the rate
     * of its address alone limits how many of its answers wait.
     *
     * @param session the request's session
     */
    public static void beginSignIn(KeycloakSession session) {
        if (session.getAttribute(SLOT) == null) {
            enlist(session, new Slot(() -> { }));
        }
    }

    private static void enlist(KeycloakSession session, Slot slot) {
        session.enlistForClose(slot);
        session.setAttribute(SLOT, slot);
    }

    private static PaddingShares shares(KeycloakSession session) {
        PaddingShares shares = SHARES.get();
        if (shares == null && SHARES.compareAndSet(null,
                new PaddingShares(Limits.of(session).get(ServerLimit.PADDED_ANSWERS)))) {
            Meters.gauge(Meter.PADDED_USED, () -> SHARES.get().used());
        }
        return SHARES.get();
    }

    /**
     * Has this request's answer wait for the next beat since {@link #begin}; does nothing in a request that has not
     * begun. Keycloak writes an answer when the session is closed, so that the wait comes after all work: the commit,
     * and what listeners do about the request's events.
     *
     * @param session the request's session
     */
    public static void hold(KeycloakSession session) {
        Slot slot = session.getAttribute(SLOT, Slot.class);
        if (slot != null) {
            slot.held = true;
        }
    }

    /**
     * @param forms the page's form
     * @return the page for a request that {@link #begin} has refused
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

    /** A request that has begun. Its share is released when the session is closed, whatever the outcome. */
    private static final class Slot implements Provider {

        private final long started = System.nanoTime();
        private final Runnable release;
        private boolean held;

        Slot(Runnable release) {
            this.release = release;
        }

        @Override
        public void close() {
            try {
                if (held) {
                    awaitBeat();
                }
            } finally {
                release.run();
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
