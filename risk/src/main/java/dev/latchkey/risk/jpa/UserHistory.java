package dev.latchkey.risk.jpa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.jpa.Statements;
import dev.latchkey.geoip.Coordinates;
import dev.latchkey.risk.AccountHistory;
import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.RiskFeature;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/** The history of one account: a bounded number of values of each feature. Works in the transaction it is given. */
final class UserHistory {

    private static final String OWNER = " h.realmId = :realm and h.userId = :user";

    private static final String OF_OWNER = " where REALM_ID = :realm and USER_ID = :user";

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
        return rows("", List.of());
    }

    /** The rows that one sign-in is compared with, of whatever many: few pages of a table that is large. */
    List<UserHistoryEntity> rows(Subjects subjects) {
        List<String> compared = new ArrayList<>(subjects.feature().keySet());
        compared.addAll(subjects.signIns());
        Arrays.stream(AccountMark.values()).map(Enum::name).forEach(compared::add);
        places().map(Enum::name).forEach(compared::add);
        return rows(" and h.subject" + Statements.in(compared.size()), compared);
    }

    private List<UserHistoryEntity> rows(String more, List<String> values) {
        return Statements.values(em.createQuery("select h from UserHistoryEntity h where" + OWNER + more,
                        UserHistoryEntity.class), values)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList().stream().peek(em::detach).toList();
    }

    /** The features of which a row counts the sign-ins at which they were known. */
    private static Stream<RiskFeature> places() {
        return Arrays.stream(RiskFeature.values()).filter(RiskFeature::isOfPlace);
    }

    /** The rows of all sign-ins that still count: several while the key has just changed. */
    static Stream<UserHistoryEntity> signIns(List<UserHistoryEntity> rows, Subjects subjects, long now) {
        return rows.stream().filter(row -> subjects.signIns().contains(row.subject)
                && Decay.isKept(row.lastSeen, now));
    }

    /** What the rows say about the values of one sign-in. */
    static AccountHistory of(List<UserHistoryEntity> rows, Subjects subjects, long now) {
        Map<RiskFeature, Double> ofValue = new EnumMap<>(RiskFeature.class);
        Map<RiskFeature, Double> known = new EnumMap<>(RiskFeature.class);
        // sign-ins from before the operator has added a file of places say nothing about the places after it
        places().forEach(feature -> known.put(feature, 0.0));
        Map<AccountMark, Long> marks = new EnumMap<>(AccountMark.class);
        for (UserHistoryEntity row : rows) {
            if (Decay.isKept(row.lastSeen, now)) {
                if (row.feature.equals(Subjects.KNOWN)) {
                    known.put(RiskFeature.valueOf(row.subject), Decay.signIns(row.weight, now));
                }
                RiskFeature feature = subjects.feature().get(row.subject);
                if (feature != null) {
                    ofValue.merge(feature, Decay.signIns(row.weight, now), Double::sum);
                } else {
                    Subjects.mark(row.subject).ifPresent(mark -> marks.put(mark, row.lastSeen));
                }
            }
        }
        List<UserHistoryEntity> signIns = signIns(rows, subjects, now).toList();
        double total = signIns.stream().mapToDouble(row -> Decay.signIns(row.weight, now)).sum();
        Optional<UserHistoryEntity> last = signIns.stream().max(Comparator.comparingLong(row -> row.lastSeen));
        // a sign-in of a minute ago counts a little less than one, and is one all the same
        return new AccountHistory(total == 0 ? new FeatureHistory(0, ofValue)
                : new FeatureHistory(Math.max(1, total), ofValue, known),
                last.flatMap(row -> Coordinates.parse(row.place)), last.map(row -> row.lastSeen).orElse(0L),
                last.isPresent() && total == 0, marks);
    }

    /**
     * Counts a sign-in.
     *
     * @param rows     {@link #rows} of this transaction
     * @param subjects its values
     * @param place    where it came from; empty where that is not known, so that no way from here is measured
     * @param now      its time, epoch milliseconds; a later sign-in may have been counted before
     * @param clock    current time, epoch milliseconds
     */
    void add(List<UserHistoryEntity> rows, Subjects subjects, Optional<Coordinates> place, long now, long clock) {
        Set<String> known = rows.stream().map(row -> row.subject).collect(Collectors.toCollection(HashSet::new));
        subjects.older().forEach((newest, older) -> older.stream()
                .filter(old -> known.contains(old) && known.add(newest)).forEach(old -> rename(old, newest)));
        List<String> counted = new ArrayList<>(subjects.newest().values());
        counted.add(subjects.newestSignIns());
        List<String> places = places().filter(subjects.newest()::containsKey).map(Enum::name).toList();
        counted.addAll(places);
        counted.retainAll(known);
        count(counted, now, clock);
        subjects.newest().forEach((feature, subject) -> {
            if (!known.contains(subject)) {
                insert(subject, feature.name(), Decay.increment(now), now);
                forgetBeyond(rows, feature, now);
            }
        });
        places.stream().filter(counter -> !known.contains(counter))
                .forEach(counter -> insert(counter, Subjects.KNOWN, Decay.increment(now), now));
        if (!known.contains(subjects.newestSignIns())) {
            insert(subjects.newestSignIns(), Subjects.SIGN_INS, Decay.increment(now), now);
        }
        update(" PLACE = :place" + OF_OWNER + " and SUBJECT = :subject and LAST_SEEN <= :now")
                .setParameter("now", now)
                .setParameter("place", place.map(Coordinates::toString).orElse(null))
                .setParameter("subject", subjects.newestSignIns())
                .executeUpdate();
    }

    /** Notes what was noticed before the current time, if a sign-in of the account is remembered. */
    void mark(List<UserHistoryEntity> rows, AccountMark mark, long now, long clock) {
        if (rows.stream().anyMatch(row -> row.subject.equals(mark.name()))) {
            count(List.of(mark.name()), now, clock);
        } else if (!rows.isEmpty()) {
            insert(mark.name(), mark.name(), 0, now);
        }
    }

    /** A value that was counted under a key before gets its name under the key that signs. */
    private void rename(String old, String newest) {
        statement("update UserHistoryEntity h set h.subject = :newest where" + OWNER + " and h.subject = :old")
                .setParameter("newest", newest)
                .setParameter("old", old)
                .executeUpdate();
    }

    private void count(Collection<String> subjects, long now, long clock) {
        if (!subjects.isEmpty()) {
            update(Decay.COUNT_COLUMNS + OF_OWNER + " and SUBJECT in (:subjects)")
                    .setParameter("latest", Decay.latest(clock))
                    .setParameter("more", Decay.increment(now))
                    .setParameter("now", now)
                    .setParameter("subjects", subjects)
                    .executeUpdate();
        }
    }

    private void insert(String subject, String feature, double weight, long now) {
        statement("insert into UserHistoryEntity (realmId, userId, subject, feature, weight, lastSeen)"
                + " values (:realm, :user, :subject, :feature, :weight, :now) on conflict do nothing")
                .setParameter("subject", subject)
                .setParameter("feature", feature)
                .setParameter("weight", weight)
                .setParameter("now", now)
                .executeUpdate();
    }

    private void forgetBeyond(List<UserHistoryEntity> rows, RiskFeature feature, long now) {
        List<String> oldest = rows.stream().filter(row -> row.feature.equals(feature.name()))
                .sorted(Comparator.comparingLong((UserHistoryEntity row) -> row.lastSeen).reversed())
                .skip(HistoryBounds.MOST_OF_USER - 1).map(row -> row.subject).toList();
        if (!oldest.isEmpty()) {
            statement("delete from UserHistoryEntity h where" + OWNER + " and h.subject in :subjects"
                    + " and h.lastSeen < :now")
                    .setParameter("subjects", oldest)
                    .setParameter("now", now)
                    .executeUpdate();
        }
    }

    /**
     * Keeps the row of all sign-ins, which says no more than that there were some, and the marks, which speak against
     * the thief who may be the one who erases.
     */
    void erase() {
        statement("delete from UserHistoryEntity h where" + OWNER + " and h.feature not in :kept")
                .setParameter("kept", Stream.concat(Stream.of(Subjects.SIGN_INS),
                        Arrays.stream(AccountMark.values()).map(Enum::name)).toList())
                .executeUpdate();
        statement("update UserHistoryEntity h set h.weight = 0, h.place = null where" + OWNER).executeUpdate();
    }

    private Query update(String assignments) {
        return em.createNativeQuery("update {h-schema}LATCHKEY_RISK_USER set" + assignments)
                .setParameter("realm", realmId).setParameter("user", userId);
    }

    private Query statement(String statement) {
        return em.createQuery(statement).setParameter("realm", realmId).setParameter("user", userId);
    }
}
