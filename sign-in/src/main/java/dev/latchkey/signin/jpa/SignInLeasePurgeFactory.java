package dev.latchkey.signin.jpa;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/**
 * Purges leases of sign-ins whose node died before it released them. A lease belongs to a browser, and names no user.
 */
public final class SignInLeasePurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "SignInLeaseEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("hash", "e.heldUntil < :limit", nowMillis - CLOCK_GRACE_MILLIS);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-sign-in-turn";
    }
}
