package dev.latchkey.risk.jpa;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.jpa.RealmPurge;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.risk.HistoryBounds;
import jakarta.persistence.EntityManager;

/** Purges what no account of a realm was seen with for 90 days, and makes room for other values by it. */
public final class RealmHistoryPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new RealmPurge(em, "RealmHistoryEntity") {

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteUnseen(em, nowMillis - HistoryBounds.RETENTION.toMillis());
            }
        };
    }

    private static PurgedBatch deleteUnseen(EntityManager em, long limit) {
        Map<String, List<String>> unseen = em.createQuery("select e.realmId, e.subject from RealmHistoryEntity e"
                        + " where e.lastSeen < :limit", Object[].class)
                .setParameter("limit", limit)
                .setMaxResults(Purge.BATCH)
                .getResultStream()
                .collect(Collectors.groupingBy(row -> (String) row[0],
                        Collectors.mapping(row -> (String) row[1], Collectors.toList())));
        int deleted = 0;
        for (Map.Entry<String, List<String>> realm : unseen.entrySet()) {
            deleted += em.createQuery("delete from RealmHistoryEntity e where e.realmId = :realm"
                            + " and e.subject in :subjects and e.lastSeen < :limit")
                    .setParameter("realm", realm.getKey())
                    .setParameter("subjects", realm.getValue())
                    .setParameter("limit", limit)
                    .executeUpdate();
            new RealmHistory(em, realm.getKey(), HistoryBounds.MOST_OF_REALM).recount();
        }
        return PurgedBatch.of(deleted);
    }

    @Override
    public String getId() {
        return "latchkey-risk-realm";
    }
}
