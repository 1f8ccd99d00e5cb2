package dev.latchkey.webhook.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges events that no receiver has accepted within 30 days, whether they were given up or still wait. */
public final class OutboxPurgeFactory extends JpaPurgeFactory {

    private static final long RETENTION_MILLIS = Duration.ofDays(30).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        // after a user is removed, the receiver still gets the events before, and that of the removal itself
        return new RealmPurge(em, "OutboxEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.createdAt < :limit", nowMillis - RETENTION_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-outbox";
    }
}
