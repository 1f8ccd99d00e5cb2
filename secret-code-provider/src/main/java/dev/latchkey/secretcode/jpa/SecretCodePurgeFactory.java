package dev.latchkey.secretcode.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges codes that have ended. They are kept for a while, so that an administrator can find out what happened. */
public final class SecretCodePurgeFactory extends JpaPurgeFactory {

    private static final long RETENTION_MILLIS = Duration.ofDays(90).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SecretCodeEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.endedAt < :limit", nowMillis - RETENTION_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-code";
    }
}
