package dev.latchkey.device.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges devices whose trust has ended; they are kept for 90 days, so that an admin can see what happened. */
public final class DevicePurgeFactory extends JpaPurgeFactory {

    private static final long RETENTION_MILLIS = Duration.ofDays(90).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "TrustedDeviceEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.endedAt < :limit", nowMillis - RETENTION_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-trusted-device";
    }
}
