package dev.latchkey.signin.lease;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.limit.FairShares;
import dev.latchkey.signin.jpa.SignInLeases;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Serves the requests of one browser's sign-in one after the other, on all nodes. Keycloak itself serves them side by
 * side: each sees what another one has passed, and one accepted code yields several authorization codes.
 *
 * <p>The lease is a row that exists from before the sign-in is read until Keycloak has closed the session, whatever the
 * outcome of the request. Any other request may take it over once it has expired. A request that waits for the lease
 * holds a thread but no database connection. The number of waiting requests is limited for each node, and for each
 * client address on it: an attacker gets a fresh cookie at no cost, and must not keep other browsers from waiting.
 */
public final class SignInLease implements Provider {

    /** Longest wait for the lease; after it the page asks the user to try again. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Most requests that wait at once on a node, and most of them from one client address. */
    private static final FairShares WAITING = new FairShares(24, 8);
    private static final Logger LOG = Logger.getLogger(SignInLease.class);

    private final KeycloakSessionFactory factory;
    private final Lease lease;

    private SignInLease(KeycloakSessionFactory factory, Lease lease) {
        this.factory = factory;
        this.lease = lease;
    }

    /**
     * Waits until this request holds the lease of its sign-in. Call this before anything of the sign-in is read: data
     * that was read earlier may be what another request is about to change.
     *
     * @param session the request's session
     * @return false when the lease was not free in time, or too many requests wait; true as well where the request
     *         belongs to no sign-in
     * @throws RuntimeException if the database cannot be asked who holds the lease
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
