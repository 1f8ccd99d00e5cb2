package dev.latchkey.common.lease;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.latchkey.common.jpa.SignInLeases;
import dev.latchkey.common.limit.FairShares;
import dev.latchkey.common.net.ClientAddress;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Serves the requests of one browser's sign-in one after the other, on all nodes. Keycloak itself serves them side by
 * side: each sees what another one has passed, and one accepted code gives several authorization codes.
 *
 * <p>The turn is a row that stands from before the sign-in is read until Keycloak has closed the session, whatever has
 * become of the request, and that anybody may take over once its time is up. A request that waits for its turn holds a
 * thread but no database connection. Only so many wait at once on a node, and few of one address: a cookie of one's
 * own costs nothing, and must not keep other browsers from waiting.
 */
public final class SignInLease implements Provider {

    /** How long to wait at most before the page says to try again. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So many requests wait at once on a node, and so many of them of one client address. */
    private static final FairShares WAITING = new FairShares(24, 8);
    private static final Logger LOG = Logger.getLogger(SignInLease.class);

    private final KeycloakSessionFactory factory;
    private final Lease lease;

    private SignInLease(KeycloakSessionFactory factory, Lease lease) {
        this.factory = factory;
        this.lease = lease;
    }

    /**
     * Waits for the turn of this request. Call this before anything of the sign-in is read: what was read before would
     * be what another request is about to change.
     *
     * @param session the request's session
     * @return false when the turn did not come in time, or too many requests wait; true as well where the request comes
     *         with no sign-in
     * @throws RuntimeException if the database cannot tell whose turn it is
     */
    public static boolean begin(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || session.getAttribute(SignInLease.class.getName()) != null) {
            return true;
        }
        return SignInCookie.rootSessionId(session)
                .map(id -> new SignInLease(session.getKeycloakSessionFactory(), Lease.of(realm.getId(), id)))
                .map(begun -> begun.take(session)).orElse(true);
    }

    private boolean take(KeycloakSession session) {
        SignInLeases leases = new SignInLeases(session);
        if (!takeNow(leases) && !await(leases, ClientAddress.limitKey(session))) {
            return false;
        }
        session.setAttribute(SignInLease.class.getName(), this);
        session.enlistForClose(this);
        return true;
    }

    private boolean await(SignInLeases leases, String address) {
        if (!WAITING.take(address)) {
            return false;
        }
        try {
            return await(leases);
        } finally {
            WAITING.release(address);
        }
    }

    private boolean await(SignInLeases leases) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long pause = FIRST_PAUSE_NANOS;
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause);
            if (!leases.isHeld(lease.hash(), Time.currentTimeMillis()) && takeNow(leases)) {
                return true;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return false;
    }

    private boolean takeNow(SignInLeases leases) {
        long now = Time.currentTimeMillis();
        long until = now + Lease.LEASE.toMillis();
        return leases.take(lease.hash(), lease.realmId(), lease.holder(), until)
                || leases.takeOver(lease.hash(), lease.holder(), now, until);
    }

    /** Keycloak closes the session once its transaction has ended, and whatever is part of it. */
    @Override
    public void close() {
        try {
            SignInLeases.giveBack(factory, lease.hash(), lease.holder());
        } catch (RuntimeException e) {
            LOG.warnf("A sign-in of realm %s stays taken until its time is up: %s", lease.realmId(), e.getMessage());
        }
    }
}
