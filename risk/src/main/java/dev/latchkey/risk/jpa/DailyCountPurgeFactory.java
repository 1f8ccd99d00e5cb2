package dev.latchkey.risk.jpa;

import java.util.List;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.risk.RiskReport;
import jakarta.persistence.EntityManager;

/** Purges the counts of days that no report covers any more. */
public final class DailyCountPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "DailyCountEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteOldest(em, RiskReport.firstDay(nowMillis));
            }
        };
    }

    /** Some clients of one day of one realm: each has as many rows as there are outcomes at most. */
    private static PurgedBatch deleteOldest(EntityManager em, long limit) {
        Object[] oldest = em.createQuery("select c.realmId, c.day from DailyCountEntity c where c.day < :limit",
                        Object[].class)
                .setParameter("limit", limit).setMaxResults(1).getResultStream().findAny().orElse(null);
        if (oldest == null) {
            return new PurgedBatch(0, false);
        }
        String ofDay = " from DailyCountEntity c where c.realmId = :realm and c.day = :day";
        List<String> clients = em.createQuery("select c.clientId" + ofDay, String.class)
                .setParameter("realm", oldest[0])
                .setParameter("day", oldest[1])
                .setMaxResults(Purge.BATCH).getResultList();
        return new PurgedBatch(em.createQuery("delete" + ofDay + " and c.clientId in :clients")
                .setParameter("realm", oldest[0])
                .setParameter("day", oldest[1])
                .setParameter("clients", clients)
                .executeUpdate(), true);
    }

    @Override
    public String getId() {
        return "latchkey-risk-day";
    }
}
