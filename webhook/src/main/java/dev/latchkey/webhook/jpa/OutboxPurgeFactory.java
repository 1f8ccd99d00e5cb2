package dev.latchkey.webhook.jpa;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import jakarta.persistence.EntityManager;

/** Purges events that no receiver has accepted within 30 days, whether they were given up or still wait. */
public final class OutboxPurgeFactory extends JpaPurgeFactory {

    private static final long RETENTION_MILLIS = Duration.ofDays(30).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "OutboxEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.createdAt < :limit", nowMillis - RETENTION_MILLIS);
            }

            @Override
            protected Optional<String> boundToUser() {
                return Optional.empty();
            }

            @Override
            public void userRemoved(String realmId, String userId) {
                // the receiver still gets the events before the removal, and that of the removal itself
            }

            @Override
            public void realmRemoved(String realmId) {
                super.realmRemoved(realmId);
                em.createQuery("delete from OutboxLeaseEntity l where l.realmId = :realm")
                        .setParameter("realm", realmId)
                        .executeUpdate();
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-outbox";
    }
}
