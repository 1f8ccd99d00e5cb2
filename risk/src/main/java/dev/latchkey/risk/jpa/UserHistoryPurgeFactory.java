package dev.latchkey.risk.jpa;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.risk.HistoryBounds;
import jakarta.persistence.EntityManager;

/** Purges what accounts were not seen with for 90 days. */
public final class UserHistoryPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "UserHistoryEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatchOfUsers("e.lastSeen < :limit", nowMillis - HistoryBounds.RETENTION.toMillis());
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-risk-user";
    }
}
