package dev.latchkey.limit.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpaPurgeTest {

    private static final String REALM = "realm";

    private final GuardRules rules = new GuardRules(10, Duration.ofMinutes(15), Duration.ofHours(24), 100, 10);
    private final AtomicLong clock = new AtomicLong(Duration.ofDays(1_000).toMillis());
    private final Database database = new Database(AccountGuardEntity.class, RateLimitEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDailyBudgetThatWasClearedGoesWhenItsDayIsOver() {
        charge("ann", GuardBudget.PASSWORD_RESET);
        guard(guard -> {
            guard.clear(REALM, "ann", GuardBudget.PASSWORD_RESET);
            return null;
        });
        assertEquals(0, purge());
        pass(Duration.ofDays(3));
        assertEquals(1, purge());
    }

    @Test
    void aDailyBudgetThatWasOnlyLookedAtGoesToo() {
        guard(guard -> guard.look(rules, REALM, "ann", GuardBudget.PASSWORD_RESET));
        assertEquals(0, purge());
        pass(Duration.ofDays(2));
        assertEquals(1, purge());
    }

    @Test
    void consecutiveFailuresAndADayThatGoesOnStay() {
        charge("ann", GuardBudget.SECOND_FACTOR);
        pass(Duration.ofDays(300));
        charge("ann", GuardBudget.PASSWORD_RESET);
        assertEquals(0, purge());
        assertEquals(2L, rows());
    }

    @Test
    void oneCallDeletesABatch() {
        database.inTransaction(em -> em.createNativeQuery("insert into LATCHKEY_ACCOUNT_GUARD"
                + " (REALM_ID, USER_ID, BUDGET, FAILURES, LOCKED_UNTIL, DAY_ENDS)"
                + " select 'realm', 'user' || X, 'signup', 3, 0, 5 from SYSTEM_RANGE(1, 2500)").executeUpdate());
        assertEquals(Purge.BATCH, purge());
        assertEquals(Purge.BATCH, purge());
        assertEquals(500, purge());
    }

    @Test
    void aBucketInUseIsLookedAtAgainWhenItIsFull() {
        long full = clock.get() + Duration.ofHours(5).toMillis();
        bucket("used", full, clock.get());
        bucket("unused", 0, clock.get());
        assertEquals(new PurgedBatch(0, false), purgeBuckets());
        pass(Duration.ofHours(2));
        assertEquals(new PurgedBatch(1, false), purgeBuckets());
        assertEquals(full, (long) database.<Long>inTransaction(em ->
                em.createQuery("select r.checkAt from RateLimitEntity r", Long.class).getSingleResult()));
        pass(Duration.ofHours(5));
        assertEquals(new PurgedBatch(1, false), purgeBuckets());
    }

    @Test
    void aBatchOfBucketsInUseKeepsNoneBehindItFromThePurge() {
        for (int i = 0; i < Purge.BATCH; i++) {
            bucket("used" + i, clock.get() + 1, 0);
        }
        assertEquals(new PurgedBatch(0, true), purgeBuckets());
        bucket("unused", 0, 0);
        assertEquals(new PurgedBatch(1, false), purgeBuckets());
    }

    @Test
    void whatAClockHasStoredThatRanYearsAheadGoes() {
        pass(Duration.ofDays(365));
        charge("ann", GuardBudget.PASSWORD_RESET);
        charge("ann", GuardBudget.SECOND_FACTOR);
        bucket("ahead", clock.get(), 0);
        pass(Duration.ofDays(-365));
        assertEquals(1, purge());
        assertEquals(1L, rows(), "consecutive failures have no day");
        assertEquals(new PurgedBatch(1, false), purgeBuckets());
    }

    private void bucket(String name, long arrival, long checkAt) {
        database.inTransaction(em -> {
            RateLimitEntity row = new RateLimitEntity();
            row.bucket = name;
            row.realmId = REALM;
            row.arrival = arrival;
            row.checkAt = checkAt;
            em.persist(row);
            return row;
        });
    }

    private PurgedBatch purgeBuckets() {
        return database.inTransaction(em -> new RateLimitPurgeFactory().create(em).expired(clock.get()));
    }

    private void charge(String user, GuardBudget budget) {
        guard(guard -> guard.charge(rules, REALM, user, budget));
    }

    private <T> T guard(Function<AccountGuard, T> work) {
        return database.inTransaction(em -> work.apply(new JpaAccountGuard(em, clock::get)));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toMillis());
    }

    private int purge() {
        return database.inTransaction(em -> new AccountGuardPurgeFactory().create(em).expired(clock.get())).deleted();
    }

    private long rows() {
        return database.inTransaction(em ->
                em.createQuery("select count(g) from AccountGuardEntity g", Long.class).getSingleResult());
    }
}
