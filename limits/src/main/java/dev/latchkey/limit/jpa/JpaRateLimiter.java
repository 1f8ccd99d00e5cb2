package dev.latchkey.limit.jpa;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.limit.LeaseResult;
import dev.latchkey.limit.PermitLease;
import dev.latchkey.limit.PermitLeases;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.RefusalMemory;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;

/** {@link RateLimiter} in the table {@code LATCHKEY_RATE_LIMIT}: one row a bucket. */
final class JpaRateLimiter implements RateLimiter {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long MIN_MARK = -(1L << 62);

    /**
     * Native SQL: Hibernate translates an HQL update anew at each use, and every mail runs this one. A time that no
     * node can have stored whose clock is right ({@code RateLimit.latestMillis}) counts as one that is over.
     */
    private static final String ADVANCE = "update {h-schema}LATCHKEY_RATE_LIMIT"
            + " set ARRIVAL = case when ARRIVAL < :now or ARRIVAL > :possible then :now else ARRIVAL end + :interval,"
            + " BLOCKED_UNTIL = case when BLOCKED_UNTIL > :possible then 0 else BLOCKED_UNTIL end"
            + " where BUCKET = :bucket and (ARRIVAL <= :latest or ARRIVAL > :possible)"
            + " and (BLOCKED_UNTIL <= :now or BLOCKED_UNTIL > :possible)";

    private final EntityManager em;
    private final RefusalMemory memory;
    private final PermitLeases leases;
    private final LongSupplier clock;

    JpaRateLimiter(EntityManager em, RefusalMemory memory, PermitLeases leases, LongSupplier clock) {
        this.em = em;
        this.memory = memory;
        this.leases = leases;
        this.clock = clock;
    }

    @Override
    public PermitLeases leases() {
        return leases;
    }

    @Override
    public RateResult recall(List<RateDemand> demands) {
        long now = clock.getAsLong();
        for (RateDemand demand : demands) {
            var refused = memory.recall(demand, now);
            if (refused.isPresent()) {
                Meters.limitHit(demand.limit().name());
                return refused.get();
            }
        }
        return new RateResult.Admitted();
    }

    @Override
    public RateResult take(List<RateDemand> demands) {
        for (RateDemand demand : notAdvanced(demands)) {
            // afresh: by the time before it waited for the row, this request would come before those that took theirs
            long now = clock.getAsLong();
            // the second try is for a row that another request has just made, as well
            if (waitMillis(demand, now) > 0 || !advance(demand, now)) {
                block(demand, now);
                // and afresh: the block may be another's, which began while this one waited to begin it
                long refusedAt = clock.getAsLong();
                RateResult.Refused refused =
                        new RateResult.Refused(demand.limit(), Math.max(1, waitMillis(demand, refusedAt)));
                memory.remember(demand, refusedAt, refused);
                Meters.limitHit(demand.limit().name());
                return refused;
            }
        }
        return new RateResult.Admitted();
    }

    @Override
    public void giveBack(RateDemand demand, int units) {
        long now = clock.getAsLong();
        int changed = em.createQuery("update RateLimitEntity r set r.arrival = r.arrival - :back"
                        + " where r.bucket = :bucket and r.arrival > :now and r.blockedUntil <= :now")
                .setParameter("back", units * demand.limit().intervalMillis())
                .setParameter("bucket", demand.bucket())
                .setParameter("now", now)
                .executeUpdate();
        if (changed > 0) {
            memory.forget(demand);
        }
    }

    @Override
    public LeaseResult takeMore(RateDemand demand, Optional<PermitLease> latest) {
        long now = clock.getAsLong();
        Optional<PermitLease> lease = latest.filter(known -> known.matters(demand.limit(), now))
                .flatMap(known -> lease(demand, known));
        if (lease.isPresent()) {
            return new LeaseResult(new RateResult.Admitted(), lease);
        }
        RateResult result = take(List.of(demand));
        return new LeaseResult(result, result.fold(
                admitted -> Optional.of(PermitLease.unread(demand.limit(), latest, now)), refused -> Optional.empty()));
    }

    /** Empty where the bucket holds none. */
    private Optional<PermitLease> lease(RateDemand demand, PermitLease latest) {
        // locked by the first statement, so that no other node can be faster, also with snapshot isolation
        Optional<RateLimitEntity> row = em.createQuery("select r from RateLimitEntity r where r.bucket = :bucket",
                        RateLimitEntity.class)
                .setParameter("bucket", demand.bucket())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream().peek(em::detach).findFirst();
        // afresh, as in take
        long now = clock.getAsLong();
        return row.filter(stored -> stored.blockedUntil <= now)
                .flatMap(stored -> PermitLease.take(demand.limit(), latest.settled(stored.arrival), now)
                        .filter(lease -> replace(demand, stored.arrival, lease.written(), now)));
    }

    private boolean replace(RateDemand demand, long read, long arrival, long now) {
        return em.createQuery("update RateLimitEntity r set r.arrival = :arrival where r.bucket = :bucket"
                        + " and r.arrival = :read and r.blockedUntil <= :now")
                .setParameter("arrival", arrival)
                .setParameter("bucket", demand.bucket())
                .setParameter("read", read)
                .setParameter("now", now)
                .executeUpdate() == 1;
    }

    /** Takes from all buckets; returns those that it has not taken from. */
    private List<RateDemand> notAdvanced(List<RateDemand> demands) {
        if (demands.isEmpty()) {
            return demands;
        }
        // those that ask for several buckets of one owner wait for each other here, so that the statement that follows
        // may lock its rows in any order
        RateDemand first = demands.get(0);
        if (!advance(first, clock.getAsLong())) {
            if (demands.size() > 1) {
                blocked(demands);
            }
            return demands;
        }
        // of a key that other owners' requests name as well, such as a client, the statement takes one bucket: they
        // would else lock several in opposite order
        Set<String> keys = new HashSet<>();
        List<RateDemand> together = new ArrayList<>();
        List<RateDemand> singly = new ArrayList<>();
        for (RateDemand other : demands.subList(1, demands.size())) {
            (other.key().equals(first.key()) || keys.add(other.key()) ? together : singly).add(other);
        }
        List<RateDemand> left = together.size() < 2 ? notAdvancedSingly(together) : advanceAll(together);
        return left.isEmpty() ? notAdvancedSingly(singly) : Stream.concat(left.stream(), singly.stream()).toList();
    }

    private List<RateDemand> notAdvancedSingly(List<RateDemand> demands) {
        return demands.stream().filter(demand -> !advance(demand, clock.getAsLong())).toList();
    }

    /** Takes from all buckets in one statement; returns those that it has not taken from. */
    private List<RateDemand> advanceAll(List<RateDemand> demands) {
        long now = clock.getAsLong();
        // a time before any block, by which the rows are told apart that the statement has changed
        long mark = MIN_MARK + RANDOM.nextLong(-MIN_MARK);
        if (advance(demands, now, mark) == demands.size()) {
            return List.of();
        }
        Map<String, Long> blocked = blocked(demands);
        return demands.stream().filter(demand -> blocked.get(demand.bucket()) != mark).toList();
    }

    /** A refusal leaves the rows that it has changed to the caller, who rolls back. */
    private int advance(List<RateDemand> demands, long now, long mark) {
        StringBuilder arrival = new StringBuilder();
        StringBuilder admitted = new StringBuilder();
        for (int i = 0; i < demands.size(); i++) {
            arrival.append(" when :bucket").append(i)
                    .append(" then case when ARRIVAL < :now or ARRIVAL > :possible").append(i)
                    .append(" then :now else ARRIVAL end + :interval").append(i);
            admitted.append(i == 0 ? "" : " or ")
                    .append("BUCKET = :bucket").append(i)
                    .append(" and (ARRIVAL <= :latest").append(i).append(" or ARRIVAL > :possible").append(i)
                    .append(") and (BLOCKED_UNTIL <= :now or BLOCKED_UNTIL > :possible").append(i).append(")");
        }
        Query update = em.createNativeQuery(
                        "update {h-schema}LATCHKEY_RATE_LIMIT set ARRIVAL = case BUCKET" + arrival
                        + " else ARRIVAL end, BLOCKED_UNTIL = :mark"
                        // by the primary key first, whatever the database makes of the alternatives
                        + " where BUCKET in (:buckets) and (" + admitted + ")")
                .setParameter("mark", mark)
                .setParameter("now", now)
                .setParameter("buckets", demands.stream().map(RateDemand::bucket).toList());
        for (int i = 0; i < demands.size(); i++) {
            RateDemand demand = demands.get(i);
            update.setParameter("bucket" + i, demand.bucket())
                    .setParameter("interval" + i, demand.limit().intervalMillis())
                    .setParameter("latest" + i, now + demand.limit().toleranceMillis())
                    .setParameter("possible" + i, demand.limit().latestMillis(now));
        }
        return update.executeUpdate();
    }

    /**
     * Until when each bucket is blocked, or the mark of this request.
     *
     * @throws MissingRowException if any of them has no row: most likely none of the owner's has one
     */
    private Map<String, Long> blocked(List<RateDemand> demands) {
        Map<String, Long> blocked = em.createQuery("select r.bucket, r.blockedUntil from RateLimitEntity r"
                        + " where r.bucket in :buckets", Object[].class)
                .setParameter("buckets", demands.stream().map(RateDemand::bucket).toList())
                .getResultStream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
        List<RateDemand> missing = demands.stream().filter(demand -> !blocked.containsKey(demand.bucket())).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
        return blocked;
    }

    private boolean advance(RateDemand demand, long now) {
        return em.createNativeQuery(ADVANCE)
                .setParameter("now", now)
                .setParameter("interval", demand.limit().intervalMillis())
                .setParameter("bucket", demand.bucket())
                .setParameter("latest", now + demand.limit().toleranceMillis())
                .setParameter("possible", demand.limit().latestMillis(now))
                .executeUpdate() == 1;
    }

    /** Begins a block; those that are refused because of it do not prolong it. */
    private void block(RateDemand demand, long now) {
        if (demand.limit().block().isZero()) {
            return;
        }
        // by then it is full, and the purge knows by its arrival time how long the row is needed
        em.createQuery("update RateLimitEntity r set r.blockedUntil = :until, r.arrival = :until"
                        + " where r.bucket = :bucket and (r.blockedUntil <= :now or r.blockedUntil > :possible)")
                .setParameter("possible", demand.limit().latestMillis(now))
                .setParameter("until", now + demand.limit().block().toMillis())
                .setParameter("bucket", demand.bucket())
                .setParameter("now", now)
                .executeUpdate();
    }

    /** How long a bucket makes its next demand wait. */
    private long waitMillis(RateDemand demand, long now) {
        List<Long> free = em.createQuery("select case when r.blockedUntil > :now and r.blockedUntil <= :possible"
                        + " then r.blockedUntil when r.arrival > :possible then :now else r.arrival - :tolerance end"
                        + " from RateLimitEntity r where r.bucket = :bucket", Long.class)
                .setParameter("now", now)
                .setParameter("possible", demand.limit().latestMillis(now))
                .setParameter("tolerance", demand.limit().toleranceMillis())
                .setParameter("bucket", demand.bucket())
                .getResultList();
        if (free.isEmpty()) {
            throw missing(List.of(demand));
        }
        return free.get(0) - now;
    }

    private MissingRowException missing(List<RateDemand> demands) {
        return new MissingRowException(creating -> {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < demands.size(); i++) {
                rows.append(i == 0 ? "" : ", ").append("(:bucket").append(i).append(", :realm").append(i)
                        .append(", 0L, 0L, :now)");
            }
            Query insert = creating.createQuery("insert into RateLimitEntity (bucket, realmId, arrival, blockedUntil,"
                    + " checkAt) values " + rows + (demands.size() == 1 ? " on conflict do nothing" : ""));
            for (int i = 0; i < demands.size(); i++) {
                insert.setParameter("bucket" + i, demands.get(i).bucket())
                        .setParameter("realm" + i, demands.get(i).realmId());
            }
            insert.setParameter("now", clock.getAsLong()).executeUpdate();
        });
    }

    @Override
    public void close() {
    }
}
