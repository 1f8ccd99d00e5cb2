package dev.latchkey.common.jpa;

import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimiter;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.limit.RefusalMemory;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;

/** {@link RateLimiter} in the table {@code LATCHKEY_RATE_LIMIT}: one row a bucket. */
final class JpaRateLimiter implements RateLimiter {

    private final EntityManager em;
    private final RefusalMemory memory;
    private final LongSupplier clock;

    JpaRateLimiter(EntityManager em, RefusalMemory memory, LongSupplier clock) {
        this.em = em;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public RateResult recall(List<RateDemand> demands) {
        long now = clock.getAsLong();
        for (RateDemand demand : demands) {
            var refused = memory.recall(demand, now);
            if (refused.isPresent()) {
                Meters.limitHit(demand.limit());
                return refused.get();
            }
        }
        return new RateResult.Admitted();
    }

    @Override
    public RateResult take(List<RateDemand> demands) {
        // one order for all requests, so that two never wait for each other's rows
        for (RateDemand demand : demands.stream().sorted(Comparator.comparing(RateDemand::bucket)).toList()) {
            if (advance(demand, clock.getAsLong())) {
                continue;
            }
            // afresh: by the time before it waited for the row, this request would come before those that took theirs
            long now = clock.getAsLong();
            // the second try is for a row that another request has just made, as well
            if (waitMillis(demand, demands, now) > 0 || !advance(demand, now)) {
                block(demand, now);
                // and afresh: the block may be another's, which began while this one waited to begin it
                long refusedAt = clock.getAsLong();
                RateResult.Refused refused =
                        new RateResult.Refused(demand.limit(), Math.max(1, waitMillis(demand, demands, refusedAt)));
                memory.remember(demand, refusedAt, refused);
                Meters.limitHit(demand.limit());
                return refused;
            }
        }
        return new RateResult.Admitted();
    }

    private boolean advance(RateDemand demand, long now) {
        return em.createQuery("update RateLimitEntity r set r.arrival ="
                        + " case when r.arrival < :now then :now + :interval else r.arrival + :interval end"
                        + " where r.bucket = :bucket and r.arrival <= :latest and r.blockedUntil <= :now")
                .setParameter("now", now)
                .setParameter("interval", demand.limit().intervalMillis())
                .setParameter("bucket", demand.bucket())
                .setParameter("latest", now + demand.limit().toleranceMillis())
                .executeUpdate() == 1;
    }

    /** Begins a block; those that are refused because of it do not prolong it. */
    private void block(RateDemand demand, long now) {
        if (demand.limit().block().isZero()) {
            return;
        }
        // by then it is full, and the purge knows by its arrival time how long the row is needed
        em.createQuery("update RateLimitEntity r set r.blockedUntil = :until, r.arrival = :until"
                        + " where r.bucket = :bucket and r.blockedUntil <= :now")
                .setParameter("until", now + demand.limit().block().toMillis())
                .setParameter("bucket", demand.bucket())
                .setParameter("now", now)
                .executeUpdate();
    }

    /** How long a bucket makes its next demand wait. Where it has no row yet, the others may have none either. */
    private long waitMillis(RateDemand demand, List<RateDemand> demands, long now) {
        List<Long> free = em.createQuery("select case when r.blockedUntil > :now then r.blockedUntil"
                        + " else r.arrival - :tolerance end"
                        + " from RateLimitEntity r where r.bucket = :bucket", Long.class)
                .setParameter("now", now)
                .setParameter("tolerance", demand.limit().toleranceMillis())
                .setParameter("bucket", demand.bucket())
                .getResultList();
        if (free.isEmpty()) {
            throw new MissingRowException(creating -> demands.forEach(missing -> insert(creating, missing, now)));
        }
        return free.get(0) - now;
    }

    private static void insert(EntityManager em, RateDemand demand, long now) {
        boolean there = em.createQuery("select count(r) from RateLimitEntity r where r.bucket = :bucket", Long.class)
                .setParameter("bucket", demand.bucket())
                .getSingleResult() > 0;
        if (!there) {
            em.createQuery("insert into RateLimitEntity (bucket, realmId, arrival, blockedUntil,"
                            + " checkAt) values (:bucket, :realm, 0, 0, :now)"
                            + " on conflict do nothing")
                    .setParameter("bucket", demand.bucket())
                    .setParameter("realm", demand.realmId())
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }

    @Override
    public void close() {
    }
}
