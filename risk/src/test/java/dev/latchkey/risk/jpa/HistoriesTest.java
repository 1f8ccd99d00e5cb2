package dev.latchkey.risk.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.geoip.Coordinates;
import dev.latchkey.common.jpa.Database;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskFeature;
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
        for (int i = 0; i < UserHistory.MOST_VALUES + 15; i++) {
            add("address" + i, NOW + i);
        }
        List<UserHistoryEntity> rows = database.inTransaction(em -> new UserHistory(em, "realm", "user").rows());
        assertEquals(UserHistory.MOST_VALUES + 1, rows.size());
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
        place(Optional.of(new Coordinates(48, 12)));
        assertEquals("48,12", signIns().place);
        place(Optional.empty());
        assertEquals(null, signIns().place);
    }

    private void place(Optional<Coordinates> place) {
        database.inTransaction(em -> {
            UserHistory history = new UserHistory(em, "realm", "user");
            history.add(history.rows(), subjects("a"), place, NOW);
            return null;
        });
    }

    private UserHistoryEntity signIns() {
        return UserHistory.signIns(database.inTransaction(em -> new UserHistory(em, "realm", "user").rows()), NOW)
                .orElseThrow();
    }

    private void add(String address, long at) {
        database.inTransaction(em -> {
            UserHistory history = new UserHistory(em, "realm", "user");
            history.add(history.rows(), subjects(address), Optional.empty(), at);
            return null;
        });
    }

    private FeatureHistory ofUser(String address, long at) {
        return database.inTransaction(em -> UserHistory.of(new UserHistory(em, "realm", "user").rows(),
                subjects(address), at));
    }

    private void addToRealm(String address, long at, int most) {
        database.inTransaction(em -> {
            new RealmHistory(em, "realm", most).add(subjects(address), at);
            return null;
        });
    }

    private FeatureHistory ofRealm(String address) {
        return database.inTransaction(em -> new RealmHistory(em, "realm", 10).of(subjects(address), NOW));
    }

    private static Subjects subjects(String address) {
        return new Subjects(Map.of(RiskFeature.ADDRESS, address), Map.of(address, RiskFeature.ADDRESS));
    }
}
