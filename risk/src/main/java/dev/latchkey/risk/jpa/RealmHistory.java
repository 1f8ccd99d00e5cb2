package dev.latchkey.risk.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.jpa.Statements;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskFeature;
import jakarta.persistence.EntityManager;

/**
 * The history of all accounts of a realm, which names none of them. Each feature has a bounded number of values; a row
 * for each feature counts them. Works in the transaction it is given.
 */
final class RealmHistory {

    private final EntityManager em;
    private final String realmId;
    private final int mostValues;

    /**
     * @param em         of the transaction to work in
     * @param realmId    the realm
     * @param mostValues most values of one feature that get a row
     */
    RealmHistory(EntityManager em, String realmId, int mostValues) {
        this.em = em;
        this.realmId = realmId;
        this.mostValues = mostValues;
    }

    /** What the realm's sign-ins say about the values of one sign-in; one statement. */
    FeatureHistory of(Subjects subjects, long now) {
        Map<RiskFeature, Double> ofValue = new EnumMap<>(RiskFeature.class);
        double total = 0;
        Collection<String> asked = Stream.concat(subjects.feature().keySet().stream(),
                subjects.signIns().stream()).toList();
        for (RealmHistoryEntity row : rows(asked)) {
            if (!Decay.isKept(row.lastSeen, now)) {
                continue;
            }
            if (row.feature.equals(Subjects.SIGN_INS)) {
                total += Decay.signIns(row.weight, now);
            } else {
                ofValue.merge(subjects.feature().get(row.subject), Decay.signIns(row.weight, now), Double::sum);
            }
        }
        return new FeatureHistory(total, ofValue);
    }

    private static Stream<String> counters(Subjects subjects) {
        return subjects.newest().keySet().stream().map(Enum::name);
    }

    private List<RealmHistoryEntity> rows(Collection<String> subjects) {
        return Statements.values(em.createQuery("select h from RealmHistoryEntity h where h.realmId = :realm"
                        + " and h.subject" + Statements.in(subjects.size()), RealmHistoryEntity.class), subjects)
                .setParameter("realm", realmId)
                .getResultList().stream().peek(em::detach).toList();
    }

    /**
     * Counts a sign-in; a value without a row gets one if there is room for it.
     *
     * @param subjects its values
     * @param now      its time, epoch milliseconds; a later sign-in may have been counted before
     * @param clock    current time, epoch milliseconds
     */
    void add(Subjects subjects, long now, long clock) {
        List<String> asked = new ArrayList<>(counters(subjects).toList());
        asked.addAll(subjects.feature().keySet());
        asked.addAll(subjects.signIns());
        Set<String> known = rows(asked).stream().map(row -> row.subject)
                .collect(Collectors.toCollection(HashSet::new));
        subjects.older().forEach((newest, older) -> older.stream()
                .filter(old -> known.contains(old) && known.add(newest)).forEach(old -> rename(old, newest)));
        counters(subjects).filter(known::add).forEach(counter -> insert(counter, counter, 0, now));
        if (known.add(subjects.newestSignIns())) {
            insert(subjects.newestSignIns(), Subjects.SIGN_INS, 0, now);
        }
        List<String> counted = new ArrayList<>(counters(subjects).toList());
        counted.addAll(subjects.newest().values());
        counted.add(subjects.newestSignIns());
        counted.retainAll(known);
        em.createQuery("update RealmHistoryEntity h set" + Decay.COUNT
                        + " where h.realmId = :realm and h.subject in :subjects")
                .setParameter("latest", Decay.latest(clock))
                .setParameter("more", Decay.increment(now))
                .setParameter("now", now)
                .setParameter("realm", realmId)
                .setParameter("subjects", counted)
                .executeUpdate();
        subjects.newest().forEach((feature, subject) -> {
            if (!known.contains(subject) && isRoomFor(feature)) {
                insert(subject, feature.name(), Decay.increment(now), now);
            }
        });
    }

    /** A value that was counted under a key before gets its name under the key that signs. */
    private void rename(String old, String newest) {
        em.createQuery("update RealmHistoryEntity h set h.subject = :newest where h.realmId = :realm"
                        + " and h.subject = :old")
                .setParameter("newest", newest)
                .setParameter("realm", realmId)
                .setParameter("old", old)
                .executeUpdate();
    }

    private boolean isRoomFor(RiskFeature feature) {
        return em.createQuery("update RealmHistoryEntity h set h.distinctValues = h.distinctValues + 1"
                        + " where h.realmId = :realm and h.subject = :subject and h.distinctValues < :most")
                .setParameter("realm", realmId)
                .setParameter("subject", feature.name())
                .setParameter("most", mostValues)
                .executeUpdate() == 1;
    }

    private void insert(String subject, String feature, double weight, long now) {
        em.createQuery("insert into RealmHistoryEntity (realmId, subject, feature, weight, distinctValues, lastSeen)"
                        + " values (:realm, :subject, :feature, :weight, 0, :now) on conflict do nothing")
                .setParameter("realm", realmId)
                .setParameter("subject", subject)
                .setParameter("feature", feature)
                .setParameter("weight", weight)
                .setParameter("now", now)
                .executeUpdate();
    }

    /** Counts the values of each feature anew, once some were deleted. */
    void recount() {
        Map<String, Long> counts = em.createQuery("select h.feature, count(*) from RealmHistoryEntity h"
                        + " where h.realmId = :realm and h.subject <> h.feature group by h.feature", Object[].class)
                .setParameter("realm", realmId)
                .getResultStream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
        for (RiskFeature feature : RiskFeature.values()) {
            // not within one statement: some databases read no table that they are updating
            em.createQuery("update RealmHistoryEntity h set h.distinctValues = :count where h.realmId = :realm"
                            + " and h.subject = :subject")
                    .setParameter("count", counts.getOrDefault(feature.name(), 0L).intValue())
                    .setParameter("realm", realmId)
                    .setParameter("subject", feature.name())
                    .executeUpdate();
        }
    }
}
