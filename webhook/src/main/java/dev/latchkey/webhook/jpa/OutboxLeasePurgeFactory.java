package dev.latchkey.webhook.jpa;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/**
 * Purges the leases of removed realms. The lease of a realm that exists stays, one row each: it holds the realm's
 * pause.
 */
public final class OutboxLeasePurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "OutboxLeaseEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return PurgedBatch.of(0);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-outbox-lease";
    }
}
