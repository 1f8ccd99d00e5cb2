package dev.latchkey.sms.jpa;

import java.util.Optional;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges the amounts of days that are over. */
public final class TextSpendPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "TextSpendEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("hash", "e.dayEnds < :limit", nowMillis - CLOCK_GRACE_MILLIS);
            }

            @Override
            protected Optional<String> boundToUser() {
                return Optional.empty();
            }

            @Override
            public void userRemoved(String realmId, String userId) {
                // an amount belongs to a realm and names no user
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-text-spend";
    }
}
