package dev.latchkey.sms.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/**
 * Purges what numbers name when the account or realm is removed, and rows by which no account has come to a number,
 * such as those of sign-ups, after a day.
 */
public final class PhoneHolderPurgeFactory extends JpaPurgeFactory {

    private static final long UNCLAIMED_MILLIS = Duration.ofDays(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "PhoneHolderEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.userId is null and e.claimedAt < :limit", nowMillis - UNCLAIMED_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-phone-holder";
    }
}
