package dev.latchkey.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The leases of a node. Bounded; the oldest is forgotten first, and with it its units. */
public final class PermitLeases {

    private static final int CAPACITY = 10_000;

    private final Duration longestWait;
    private final Lock[] locks = IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);
    private final Map<String, PermitLease> leases = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PermitLease> eldest) {
            return size() > CAPACITY;
        }
    };

    /** @param longestWait how long a request waits for units that another request of this node is taking */
    public PermitLeases(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /**
     * Gives out a unit; where this node holds none, takes one, and more in advance where the bucket is asked often. Of
     * a node, one request at a time asks the database for a bucket, and the others wait for what it gets; if that takes
     * long, each asks for a unit of its own. The limit is never exceeded; while other nodes hold units, this one may
     * refuse too early ({@link PermitLease}).
     *
     * @param demand      what is asked for
     * @param clock       current time, epoch milliseconds
     * @param recall      what this node remembers of refusals
     * @param transaction runs the work on a limiter in a transaction of its own, which is committed then
     * @return whether it was taken
     */
    public RateResult take(RateDemand demand, LongSupplier clock, Supplier<RateResult> recall,
            Function<Function<RateLimiter, LeaseResult>, LeaseResult> transaction) {
        Lock lock = locks[Math.floorMod(demand.bucket().hashCode(), locks.length)];
        if (!acquired(lock)) {
            // a database that hangs must not make the requests of one client wait one after another
            return transaction.apply(own -> new LeaseResult(own.take(List.of(demand)), Optional.empty())).result();
        }
        try {
            if (spend(demand, clock.getAsLong())) {
                return new RateResult.Admitted();
            }
            return recall.get().fold(admitted -> {
                LeaseResult taken = transaction.apply(own -> own.takeMore(demand, end(demand)));
                // only what is committed may be given out
                taken.lease().ifPresent(lease -> remember(demand, lease));
                return taken.result();
            }, refused -> refused);
        } finally {
            lock.unlock();
        }
    }

    private boolean acquired(Lock lock) {
        try {
            return lock.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Gives out a unit that this node holds.
     *
     * @param demand    what is asked for
     * @param nowMillis current time, epoch milliseconds
     * @return false when it holds none
     */
    public synchronized boolean spend(RateDemand demand, long nowMillis) {
        PermitLease lease = leases.get(key(demand));
        return lease != null && lease.spend(nowMillis);
    }

    /** Gives out no more units of the latest lease, so that it can be settled; empty when there is none. */
    private synchronized Optional<PermitLease> end(RateDemand demand) {
        Optional<PermitLease> lease = Optional.ofNullable(leases.get(key(demand)));
        lease.ifPresent(PermitLease::end);
        return lease;
    }

    private synchronized void remember(RateDemand demand, PermitLease lease) {
        leases.remove(key(demand));
        leases.put(key(demand), lease);
    }

    private static String key(RateDemand demand) {
        // units of a limit that an admin has changed end with it
        return demand.bucket() + '/' + demand.limit().count();
    }
}
