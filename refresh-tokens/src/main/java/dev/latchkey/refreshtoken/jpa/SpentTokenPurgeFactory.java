package dev.latchkey.refreshtoken.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges spent refresh tokens that could no longer be used. */
public final class SpentTokenPurgeFactory extends JpaPurgeFactory {

    /** Keycloak grants idle sessions a little longer than configured, and clocks of nodes differ. */
    private static final long GRACE_MILLIS = Duration.ofHours(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SpentTokenEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("hash", "e.expiresAt < :limit", nowMillis - GRACE_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-spent-token";
    }
}
