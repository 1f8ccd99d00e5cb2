package dev.latchkey.risk.jpa;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.geoip.Coordinates;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskFeature;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/** The history of one account: a bounded number of values of each feature. Works in the transaction it is given. */
final class UserHistory {

    /** Most values of one feature that are kept of an account; the one that was not seen for longest goes. */
    static final int MOST_VALUES = 20;

    private static final String OWNER = " h.realmId = :realm and h.userId = :user";

    private final EntityManager em;
    private final String realmId;
    private final String userId;

    UserHistory(EntityManager em, String realmId, String userId) {
        this.em = em;
        this.realmId = realmId;
        this.userId = userId;
    }

    /** All rows of the account. */
    List<UserHistoryEntity> rows() {
        return em.createQuery("select h from UserHistoryEntity h where" + OWNER, UserHistoryEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultStream().peek(em::detach).toList();
    }

    /** The row of all sign-ins, if there is one that still counts. */
    static Optional<UserHistoryEntity> signIns(List<UserHistoryEntity> rows, long now) {
        return rows.stream().filter(row -> row.subject.equals(Subjects.SIGN_INS) && Decay.isKept(row.lastSeen, now))
                .findAny();
    }

    /** What the rows say about the values of one sign-in. */
    static FeatureHistory of(List<UserHistoryEntity> rows, Subjects subjects, long now) {
        Map<RiskFeature, Double> ofValue = new EnumMap<>(RiskFeature.class);
        for (UserHistoryEntity row : rows) {
            if (Decay.isKept(row.lastSeen, now) && !row.subject.equals(Subjects.SIGN_INS)) {
                RiskFeature feature = subjects.feature().get(row.subject);
                if (feature != null) {
                    ofValue.merge(feature, Decay.signIns(row.weight, now), Double::sum);
                }
            }
        }
        // a sign-in of a minute ago counts a little less than one, and is one all the same
        return new FeatureHistory(signIns(rows, now).map(row -> Math.max(1, Decay.signIns(row.weight, now)))
                .orElse(0.0), ofValue);
    }

    /**
     * Counts a sign-in.
     *
     * @param rows     {@link #rows} of this transaction
     * @param subjects its values
     * @param place    where it came from; empty where that is not known, so that no way from here is measured
     * @param now      its time
     */
    void add(List<UserHistoryEntity> rows, Subjects subjects, Optional<Coordinates> place, long now) {
        Set<String> known = rows.stream().map(row -> row.subject).collect(Collectors.toSet());
        count(subjects.newest().values().stream().filter(known::contains).toList(), now);
        subjects.newest().forEach((feature, subject) -> {
            if (!known.contains(subject)) {
                insert(subject, feature.name(), now);
                forgetBeyond(rows, feature, now);
            }
        });
        if (!known.contains(Subjects.SIGN_INS)) {
            insert(Subjects.SIGN_INS, Subjects.SIGN_INS, now);
        } else {
            count(List.of(Subjects.SIGN_INS), now);
        }
        statement("update UserHistoryEntity h set h.place = :place where" + OWNER + " and h.subject = :subject")
                .setParameter("place", place.map(Coordinates::toString).orElse(null))
                .setParameter("subject", Subjects.SIGN_INS)
                .executeUpdate();
    }

    private void count(Collection<String> subjects, long now) {
        if (!subjects.isEmpty()) {
            statement("update UserHistoryEntity h set h.weight = h.weight + :more, h.lastSeen = :now where" + OWNER
                    + " and h.subject in :subjects")
                    .setParameter("more", Decay.increment(now))
                    .setParameter("now", now)
                    .setParameter("subjects", subjects)
                    .executeUpdate();
        }
    }

    private void insert(String subject, String feature, long now) {
        statement("insert into UserHistoryEntity (realmId, userId, subject, feature, weight, lastSeen)"
                + " values (:realm, :user, :subject, :feature, :weight, :now) on conflict do nothing")
                .setParameter("subject", subject)
                .setParameter("feature", feature)
                .setParameter("weight", Decay.increment(now))
                .setParameter("now", now)
                .executeUpdate();
    }

    private void forgetBeyond(List<UserHistoryEntity> rows, RiskFeature feature, long now) {
        List<String> oldest = rows.stream().filter(row -> row.feature.equals(feature.name()))
                .sorted(Comparator.comparingLong((UserHistoryEntity row) -> row.lastSeen).reversed())
                .skip(MOST_VALUES - 1).map(row -> row.subject).toList();
        if (!oldest.isEmpty()) {
            statement("delete from UserHistoryEntity h where" + OWNER + " and h.subject in :subjects"
                    + " and h.lastSeen < :now")
                    .setParameter("subjects", oldest)
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }

    void erase() {
        statement("delete from UserHistoryEntity h where" + OWNER).executeUpdate();
    }

    private Query statement(String statement) {
        return em.createQuery(statement).setParameter("realm", realmId).setParameter("user", userId);
    }
}
