package dev.latchkey.limit.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges the rate limiter: buckets that are full again. A bucket's name is a hash that identifies no user. */
public final class RateLimitPurgeFactory extends JpaPurgeFactory {

    /** No period and no block is longer than a day: what lies further ahead was stored by a clock that ran ahead. */
    private static final long IMPOSSIBLE_MILLIS = Duration.ofDays(2).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "RateLimitEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteOrPostpone("bucket", "checkAt", "(e.arrival < :limit or e.arrival > :limit + "
                        + IMPOSSIBLE_MILLIS + "L)", "e.arrival", nowMillis - CLOCK_GRACE_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-rate-limit";
    }
}
