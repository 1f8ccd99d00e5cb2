package dev.latchkey.sms.jpa;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges the amounts of days that are over. An amount belongs to a realm, and names no user. */
public final class TextSpendPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "TextSpendEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("hash", "e.dayEnds < :limit", nowMillis - CLOCK_GRACE_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-text-spend";
    }
}
