package dev.latchkey.otp.jpa;

import jakarta.persistence.EntityManager;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;

/** Purges challenges an hour after they have ended. */
public final class ChallengePurgeFactory extends JpaPurgeFactory {

    /** A page that is still open may ask for a new code for that long. */
    private static final long GRACE_MILLIS = Duration.ofHours(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "ChallengeEntity") {
            @Override
            public int expired(long nowMillis) {
                return deleteBatch("id", "e.expiresAt < :limit", nowMillis - GRACE_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-otp-challenge";
    }
}
