package dev.latchkey.common.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** The leases of a node. Bounded; the oldest is forgotten first, and with it its units. */
public final class PermitLeases {

    private static final int CAPACITY = 10_000;

    private final Lock[] locks = IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);
    private final Map<String, PermitLease> leases = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PermitLease> eldest) {
            return size() > CAPACITY;
        }
    };

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

    /**
     * Gives out no more units of a lease, so that it can be settled.
     *
     * @param demand what is asked for
     * @return what this node knows of the bucket; empty for nothing
     */
    public synchronized Optional<PermitLease> end(RateDemand demand) {
        Optional<PermitLease> lease = Optional.ofNullable(leases.get(key(demand)));
        lease.ifPresent(PermitLease::end);
        return lease;
    }

    /**
     * @param demand what was asked for
     * @param lease  the lease, once it is committed
     */
    public synchronized void remember(RateDemand demand, PermitLease lease) {
        leases.remove(key(demand));
        leases.put(key(demand), lease);
    }

    /**
     * @param demand what is asked for
     * @return what a thread of this node holds while it takes a lease of the bucket, so that others wait for its units
     */
    public Lock lock(RateDemand demand) {
        return locks[Math.floorMod(demand.bucket().hashCode(), locks.length)];
    }

    private static String key(RateDemand demand) {
        // units of a limit that an admin has changed end with it
        return demand.bucket() + '/' + demand.limit().count();
    }
}
