package dev.latchkey.notification.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges the memory of sign-ins: kinds of devices that were not used for a year. */
public final class SignInMemoryPurgeFactory extends JpaPurgeFactory {

    private static final long RETENTION_MILLIS = Duration.ofDays(365).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SignInMemoryEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatchOfUsers("e.lastSeen < :limit", nowMillis - RETENTION_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-sign-in-memory";
    }
}
