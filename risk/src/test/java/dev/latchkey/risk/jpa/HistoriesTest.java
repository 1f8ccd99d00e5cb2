package dev.latchkey.risk.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.geoip.Coordinates;
import dev.latchkey.risk.AccountHistory;
import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.RiskModel;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.SignInFeatures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoriesTest {

    private static final long NOW = Instant.parse("2027-03-01T12:00:00Z").toEpochMilli();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Database database = new Database(UserHistoryEntity.class, RealmHistoryEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void signInsCountLessTheOlderTheyAre() {
        add("a", NOW - 30 * DAY);
        add("a", NOW);
        FeatureHistory history = ofUser("a", NOW);
        assertEquals(1.5, history.total(), 0.001);
        assertEquals(1.5, history.ofValue().get(RiskFeature.ADDRESS), 0.001);
        assertEquals(Map.of(), ofUser("b", NOW).ofValue());
    }

    @Test
    void afterNinetyDaysNothingCountsAndThePurgeDeletesIt() {
        add("a", NOW - 91 * DAY);
        addToRealm("a", NOW - 91 * DAY, 10);
        addToRealm("b", NOW, 10);
        assertEquals(0, ofUser("a", NOW).total());
        assertEquals(Map.of(), ofUser("a", NOW).ofValue());
        assertEquals(2, valuesOfRealm());
        purge();
        assertEquals(List.of(), database.inTransaction(em -> new UserHistory(em, "realm", "user").rows()));
        assertEquals(1, valuesOfRealm());
        assertEquals(1, ofRealm("b").ofValue().get(RiskFeature.ADDRESS), 0.001);
    }

    /** What the counter of addresses says, which bounds their rows. */
    private int valuesOfRealm() {
        return database.inTransaction(em -> em.createQuery("select h.distinctValues from RealmHistoryEntity h"
                + " where h.subject = :feature", Integer.class).setParameter("feature", RiskFeature.ADDRESS.name())
                .getSingleResult());
    }

    private void purge() {
        database.inTransaction(em -> new UserHistoryPurgeFactory().create(em).expired(NOW));
        database.inTransaction(em -> new RealmHistoryPurgeFactory().create(em).expired(NOW));
    }

    @Test
    void attack_signInsFromManyAddresses_keepAsManyAsAnAccountMayHave() {
        for (int i = 0; i < HistoryBounds.MOST_OF_USER + 15; i++) {
            add("address" + i, NOW + i);
        }
        List<UserHistoryEntity> rows = database.inTransaction(em -> new UserHistory(em, "realm", "user").rows());
        assertEquals(HistoryBounds.MOST_OF_USER + 1, rows.size());
        assertTrue(ofUser("address34", NOW + 100).ofValue().containsKey(RiskFeature.ADDRESS), "the newest is kept");
        assertEquals(Map.of(), ofUser("address0", NOW + 100).ofValue(), "and the oldest goes");
    }

    @Test
    void attack_manyAddressesOfOneRealm_haveNoMoreRowsThanTheBound() {
        for (int i = 0; i < 15; i++) {
            addToRealm("address" + i, NOW + i, 10);
        }
        FeatureHistory history = ofRealm("address0");
        assertEquals(10, valuesOfRealm());
        assertEquals(15, history.total(), 0.001);
        long rows = database.inTransaction(em -> em.createQuery("select count(h) from RealmHistoryEntity h",
                Long.class).getSingleResult());
        assertEquals(12, rows);
    }

    @Test
    void thePlaceOfTheLastSignInIsKeptAndNoneWhereItIsNotKnown() {
        add("a", NOW);
        place("a", Optional.of(new Coordinates(48, 12)), NOW);
        assertEquals(Optional.of(new Coordinates(48, 12)), account(subjects("a"), NOW).place());
        place("a", Optional.empty(), NOW);
        assertEquals(Optional.empty(), account(subjects("a"), NOW).place());
    }

    @Test
    void aHistoryFollowsTheKeyRingAndIsRewrittenUnderTheKeyThatSigns() {
        Subjects before = new Subjects(Map.of(RiskFeature.ADDRESS, "old-a"), Map.of("old-a", RiskFeature.ADDRESS),
                List.of("old-all"));
        add(before, NOW);
        Subjects after = new Subjects(Map.of(RiskFeature.ADDRESS, "new-a"),
                Map.of("old-a", RiskFeature.ADDRESS, "new-a", RiskFeature.ADDRESS), List.of("new-all", "old-all"));
        assertEquals(1, account(after, NOW).values().ofValue().get(RiskFeature.ADDRESS), 0.001);

        add(after, NOW);

        Subjects oldKeyGone = new Subjects(after.newest(), Map.of("new-a", RiskFeature.ADDRESS), List.of("new-all"));
        assertEquals(2, account(oldKeyGone, NOW).values().total(), 0.001);
        assertEquals(2, account(oldKeyGone, NOW).values().ofValue().get(RiskFeature.ADDRESS), 0.001);
        FeatureHistory ofRealm = database.inTransaction(em -> new RealmHistory(em, "realm", 10).of(oldKeyGone, NOW));
        assertEquals(2, ofRealm.total(), 0.001);
        assertEquals(2, ofRealm.ofValue().get(RiskFeature.ADDRESS), 0.001);
        assertEquals(1, valuesOfRealm(), "the value has one row");
    }

    @Test
    void withoutItsKeyAnAccountIsANewOneAndNotUnlikeItself() {
        add(subjects("a"), NOW);
        Subjects otherKey = new Subjects(Map.of(RiskFeature.ADDRESS, "other-a"),
                Map.of("other-a", RiskFeature.ADDRESS), List.of("other-all"));
        AccountHistory account = account(otherKey, NOW);
        assertEquals(0, account.values().total());
        assertFalse(account.erased());
        assertEquals(0, database.inTransaction(em -> new RealmHistory(em, "realm", 10).of(otherKey, NOW)).total());
    }

    @Test
    void anErasedHistoryIsThatOfNoNewAccountUntilASignInIsRemembered() {
        add(subjects("a"), NOW);
        erase();
        AccountHistory erased = account(subjects("a"), NOW);
        assertTrue(erased.erased());
        assertEquals(new FeatureHistory(0, Map.of()), erased.values());
        add(subjects("a"), NOW);
        assertFalse(account(subjects("a"), NOW).erased());
        assertEquals(1, ofUser("a", NOW).total(), 0.001);
    }

    @Test
    void aReplayedSecretIsNotedWhereASignInIsRemembered() {
        replayed(NOW);
        assertEquals(Map.of(), account(subjects("a"), NOW).marks());
        add(subjects("a"), NOW);
        replayed(NOW - DAY);
        replayed(NOW);
        assertEquals(Map.of(AccountMark.REPLAY, NOW), account(subjects("a"), NOW).marks());
        assertEquals(1, ofUser("a", NOW).total(), 0.001);
    }

    @Test
    void attack_historyErasedAfterAReplayedSecret_stillTellsOfIt() {
        add(subjects("a"), NOW);
        replayed(NOW);
        erase();
        assertEquals(Map.of(AccountMark.REPLAY, NOW), account(subjects("a"), NOW).marks());
        assertTrue(account(subjects("a"), NOW).erased());
        assertEquals(Map.of(), ofUser("a", NOW).ofValue());
    }

    @Test
    void aSignInThatIsRememberedLateMovesNothingBack() {
        add(subjects("a"), NOW);
        place("a", Optional.of(new Coordinates(48, 12)), NOW);
        place("a", Optional.of(new Coordinates(40, -74)), NOW - DAY);

        AccountHistory account = account(subjects("a"), NOW);
        assertEquals(NOW, account.lastSeen());
        assertEquals(Optional.of(new Coordinates(48, 12)), account.place());
        assertEquals(2 + Math.pow(0.5, 1.0 / 30), account.values().total(), 0.001, "it counts all the same");
        add(subjects("a"), NOW - DAY);
        List<Long> ofRealm = database.inTransaction(em -> em.createQuery(
                "select h.lastSeen from RealmHistoryEntity h", Long.class).getResultList());
        assertEquals(Set.of(NOW), Set.copyOf(ofRealm));
    }

    private void erase() {
        database.inTransaction(em -> {
            new UserHistory(em, "realm", "user").erase();
            return null;
        });
    }

    @Test
    void attack_historyErasedAfterTheEmailWasChanged_stillTellsOfIt() {
        add(subjects("a"), NOW);
        mark(AccountMark.EMAIL_CHANGE, NOW - DAY);
        replayed(NOW);
        erase();
        assertEquals(Map.of(AccountMark.EMAIL_CHANGE, NOW - DAY, AccountMark.REPLAY, NOW),
                account(subjects("a"), NOW).marks());
    }

    private void replayed(long at) {
        mark(AccountMark.REPLAY, at);
    }

    private void mark(AccountMark mark, long at) {
        database.inTransaction(em -> {
            UserHistory history = new UserHistory(em, "realm", "user");
            history.mark(history.rows(), mark, at, NOW);
            return null;
        });
    }

    /** Otherwise each user would be told of a new country when an operator adds a file of places. */
    @Test
    void signInsFromBeforeThereWasAFileOfPlaces_makeNoCountryNew() {
        for (int i = 0; i < 50; i++) {
            add(subjects("a"), NOW - DAY);
        }
        assertEquals(List.of(RiskFeature.ADDRESS.id()), reasonsFromElsewhere("GB"));

        add(subjects("a", "GB"), NOW);

        assertEquals(List.of(), reasonsFromElsewhere("GB"), "the country speaks for the user");
        assertEquals(List.of(RiskFeature.ADDRESS.id(), RiskReason.NEW_COUNTRY), reasonsFromElsewhere("NZ"));
    }

    /** Of a table of ten million rows, few pages are read. */
    @Test
    void anEvaluationReadsTheRowsOfOneSignInHoweverManyTheAccountHas() {
        for (int i = 0; i < HistoryBounds.MOST_OF_USER; i++) {
            add(subjects("a" + i, "C" + i), NOW);
        }
        mark(AccountMark.EMAIL_CHANGE, NOW);

        List<UserHistoryEntity> rows = database.inTransaction(em ->
                new UserHistory(em, "realm", "user").rows(subjects("a1", "unknown")));

        assertEquals(Set.of("a1", "all", "COUNTRY", AccountMark.EMAIL_CHANGE.name()),
                rows.stream().map(row -> row.subject).collect(Collectors.toSet()));
        FeatureHistory values = account(subjects("a1", "unknown"), NOW).values();
        assertEquals(HistoryBounds.MOST_OF_USER, values.known().get(RiskFeature.COUNTRY), 0.001);
        assertEquals(0, values.known().get(RiskFeature.NETWORK));
    }

    private List<String> reasonsFromElsewhere(String country) {
        return new RiskModel().evaluate(
                        new SignInFeatures(Map.of(RiskFeature.ADDRESS, "b", RiskFeature.COUNTRY, country)),
                        account(subjects("b", country), NOW).values(), FeatureHistory.EMPTY, Set.of()).orElseThrow()
                .reasons().stream().map(RiskReason::id).toList();
    }

    private static Subjects subjects(String address, String country) {
        return new Subjects(Map.of(RiskFeature.ADDRESS, address, RiskFeature.COUNTRY, country),
                Map.of(address, RiskFeature.ADDRESS, country, RiskFeature.COUNTRY), List.of("all"));
    }

    @Test
    void attack_clockThatRanYearsAhead_weighsNothing() {
        add(subjects("a"), NOW + 3650 * DAY);
        assertEquals(new FeatureHistory(0, Map.of()), ofUser("a", NOW));
        assertEquals(0, ofRealm("a").total());

        add(subjects("a"), NOW);

        assertEquals(1, ofUser("a", NOW).total(), 0.001);
        assertEquals(1, ofUser("a", NOW).ofValue().get(RiskFeature.ADDRESS), 0.001);
        assertEquals(1, ofRealm("a").total(), 0.001);
    }

    private void place(String address, Optional<Coordinates> place, long at) {
        database.inTransaction(em -> {
            UserHistory history = new UserHistory(em, "realm", "user");
            history.add(history.rows(), subjects(address), place, at, clock(at));
            return null;
        });
    }

    private static long clock(long at) {
        return Math.max(at, NOW);
    }

    private void add(String address, long at) {
        place(address, Optional.empty(), at);
    }

    private FeatureHistory ofUser(String address, long at) {
        return account(subjects(address), at).values();
    }

    private AccountHistory account(Subjects subjects, long at) {
        return database.inTransaction(em ->
                UserHistory.of(new UserHistory(em, "realm", "user").rows(subjects), subjects, at));
    }

    private void add(Subjects subjects, long at) {
        database.inTransaction(em -> {
            UserHistory history = new UserHistory(em, "realm", "user");
            history.add(history.rows(), subjects, Optional.empty(), at, clock(at));
            new RealmHistory(em, "realm", 10).add(subjects, at, clock(at));
            return null;
        });
    }

    private void addToRealm(String address, long at, int most) {
        database.inTransaction(em -> {
            new RealmHistory(em, "realm", most).add(subjects(address), at, clock(at));
            return null;
        });
    }

    private FeatureHistory ofRealm(String address) {
        return database.inTransaction(em -> new RealmHistory(em, "realm", 10).of(subjects(address), NOW));
    }

    private static Subjects subjects(String address) {
        return new Subjects(Map.of(RiskFeature.ADDRESS, address), Map.of(address, RiskFeature.ADDRESS),
                List.of("all"));
    }
}
