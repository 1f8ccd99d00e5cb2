package dev.latchkey.limit.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.common.jpa.Together;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardCount;
import dev.latchkey.limit.guard.GuardResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.limit.guard.GuardState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpaAccountGuardTest {

    private static final String REALM = "realm";
    private static final String ALICE = "alice";
    private static final String ALICES = "alice@mail.example";

    private final GuardRules rules = new GuardRules(10, Duration.ofMinutes(15), Duration.ofHours(24), 100, 10);
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Database database = new Database(AccountGuardEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theTenthFailureLocksForFifteenMinutes() {
        charge(10);
        GuardResult.Locked locked = assertInstanceOf(GuardResult.Locked.class, charge());
        assertEquals(clock.get() + Duration.ofMinutes(15).toMillis(), locked.untilMillis());
        assertEquals(locked, look());
    }

    @Test
    void theNextLockIsTwiceAsLong() {
        charge(10);
        pass(Duration.ofMinutes(15));
        charge(10);
        GuardResult.Locked locked = assertInstanceOf(GuardResult.Locked.class, charge());
        assertEquals(clock.get() + Duration.ofMinutes(30).toMillis(), locked.untilMillis());
    }

    @Test
    void aHundredFailuresStopTheAccountForGood() {
        for (int round = 0; round < 10; round++) {
            charge(10);
            pass(Duration.ofDays(1));
        }
        assertInstanceOf(GuardResult.PermanentlyLocked.class, charge());
        pass(Duration.ofDays(365));
        assertInstanceOf(GuardResult.PermanentlyLocked.class, look());
    }

    @Test
    void aSuccessForgetsWhatWasCounted() {
        charge(9);
        run(guard -> {
            guard.clear(REALM, ALICE, GuardBudget.SECOND_FACTOR);
            return null;
        });
        charge(10);
        assertInstanceOf(GuardResult.Locked.class, charge());
    }

    @Test
    void attack_parallelGuesses_neverMoreThanTheBudgetIsJudged() throws Exception {
        look();
        List<GuardResult> results = Together.run(50, this::charge);
        assertEquals(10, results.stream().filter(GuardResult.Open.class::isInstance).count());
    }

    @Test
    void attack_parallelGuesses_neverMoreThanTheBudgetIsJudgedWhileTheRowIsBeingMade() throws Exception {
        for (GuardBudget budget : GuardBudget.values()) {
            List<GuardResult> results =
                    Together.run(50, () -> run(guard -> guard.charge(rules, REALM, ALICE, budget)));
            assertEquals(10, results.stream().filter(GuardResult.Open.class::isInstance).count());
        }
    }

    @Test
    void attack_strangersFailures_neverStopASignIn() {
        for (GuardBudget budget : List.of(GuardBudget.PASSWORD_RESET, GuardBudget.SIGN_UP, GuardBudget.PASSWORDLESS)) {
            for (int i = 0; i < 20; i++) {
                run(guard -> guard.charge(rules, REALM, ALICE, budget));
            }
            assertInstanceOf(GuardResult.Locked.class, run(guard -> guard.look(rules, REALM, ALICE, budget)));
        }
        assertInstanceOf(GuardResult.Open.class, look());
    }

    @Test
    void aDailyBudgetIsFullAgainTheNextDay() {
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(GuardResult.Open.class, chargeReset());
        }
        GuardResult.Locked spent = assertInstanceOf(GuardResult.Locked.class, chargeReset());
        assertEquals(clock.get() + Duration.ofDays(1).toMillis(), spent.untilMillis());
        pass(Duration.ofDays(1));
        assertInstanceOf(GuardResult.Open.class, chargeReset());
    }

    @Test
    void anAdminSeesEveryBudget() {
        charge(10);
        run(guard -> guard.charge(rules, REALM, GuardBudget.SIGN_UP.subject("", ALICES), GuardBudget.SIGN_UP));
        List<GuardState> states = run(guard -> guard.states(rules, REALM, ALICE, ALICES));
        assertEquals(List.of(GuardBudget.values()), states.stream().map(GuardState::budget).toList());
        assertEquals(new GuardState(GuardBudget.SECOND_FACTOR, 10,
                clock.get() + Duration.ofMinutes(15).toMillis(), false), states.get(0));
        assertEquals(new GuardState(GuardBudget.SIGN_UP, 1, 0, false), states.get(2));
        assertEquals(new GuardState(GuardBudget.PASSWORDLESS, 0, 0, false), states.get(3));
    }

    @Test
    void clearingOneUserLeavesTheOthersAndClearingTheRealmLeavesNone() {
        charge(10);
        run(guard -> guard.charge(rules, REALM, "bob", GuardBudget.SECOND_FACTOR));
        run(guard -> guard.charge(rules, REALM, GuardBudget.PASSWORD_RESET.subject(ALICE, ALICES),
                GuardBudget.PASSWORD_RESET));
        run(guard -> {
            guard.clearAccount(REALM, ALICE, ALICES);
            return null;
        });
        assertInstanceOf(GuardResult.Open.class, look());
        assertEquals(0, failures(ALICE, ALICES));
        assertEquals(1, failures("bob", null));
        run(guard -> {
            guard.clearRealm(REALM);
            return null;
        });
        assertEquals(0, failures("bob", null));
    }

    @Test
    void attack_whatStrangersSpendGoesWithTheAddressAndNotWithTheAccount() {
        for (GuardBudget budget : GuardBudget.values()) {
            assertEquals(budget.daily() && budget != GuardBudget.NEW_ADDRESS, budget.subject("pending", ALICES)
                    .equals(budget.subject("its-successor", ALICES.toUpperCase(Locale.ROOT))), budget.id());
            assertEquals("without-an-address", budget.subject("without-an-address", null));
        }
    }

    @Test
    void attack_clockThatRanYearsAhead_locksNoAccountAndNoDay() {
        pass(Duration.ofDays(365));
        charge(10);
        for (int i = 0; i < 10; i++) {
            chargeReset();
        }
        pass(Duration.ofDays(-365));
        assertInstanceOf(GuardResult.Open.class, look());
        assertEquals(10, failures(ALICE, null), "the consecutive failures alone");
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(GuardResult.Open.class, chargeReset());
            assertInstanceOf(GuardResult.Open.class, charge());
        }
        GuardResult.Locked locked = assertInstanceOf(GuardResult.Locked.class, charge());
        assertEquals(clock.get() + Duration.ofMinutes(30).toMillis(), locked.untilMillis());
        locked = assertInstanceOf(GuardResult.Locked.class, chargeReset());
        assertEquals(clock.get() + Duration.ofDays(1).toMillis(), locked.untilMillis());
    }

    private int failures(String userId, String email) {
        return run(guard -> guard.states(rules, REALM, userId, email)).stream().mapToInt(GuardState::failures).sum();
    }

    @Test
    void theAttemptThatLocksSaysSo() {
        charge(9);
        assertEquals(new GuardResult.Open(true), charge());
        pass(Duration.ofMinutes(15));
        assertEquals(new GuardResult.Open(false), charge());
    }

    @Test
    void aFailureThatIsCountedByWhatWasReadIsCountedAlike() {
        for (GuardBudget budget : GuardBudget.values()) {
            run(guard -> guard.look(rules, REALM, ALICE, budget));
            for (int failure = 0; failure < 10; failure++) {
                GuardCount seen = new GuardCount(failure, 0, dayEnds(budget));
                assertEquals(new GuardResult.Open(failure == 9 && !budget.daily()),
                        run(guard -> guard.charge(rules, REALM, ALICE, budget, seen)), budget.id());
            }
            assertInstanceOf(GuardResult.Locked.class, run(guard -> guard.charge(rules, REALM, ALICE, budget)));
        }
    }

    @Test
    void aFailureOfACountThatHasChangedIsRefused() {
        charge();
        assertThrows(IllegalStateException.class, () -> run(guard -> guard.charge(rules, REALM, ALICE,
                GuardBudget.SECOND_FACTOR, new GuardCount(0, 0, 0))));
        assertEquals(1, run(guard -> guard.hold(REALM, ALICE, GuardBudget.SECOND_FACTOR)).failures());
    }

    @Test
    void aCountIsHeldUntilTheTransactionEnds() throws Exception {
        look();
        List<GuardResult> results = Together.run(20, () -> run(guard -> guard.charge(rules, REALM, ALICE,
                GuardBudget.SECOND_FACTOR, guard.hold(REALM, ALICE, GuardBudget.SECOND_FACTOR))));
        assertEquals(10, results.stream().filter(GuardResult.Open.class::isInstance).count());
        assertEquals(10, run(guard -> guard.hold(REALM, ALICE, GuardBudget.SECOND_FACTOR)).failures());
    }

    private long dayEnds(GuardBudget budget) {
        return database.inTransaction(em -> em.createQuery("select g.dayEnds from AccountGuardEntity g"
                + " where g.budget = :budget", Long.class).setParameter("budget", budget.id()).getSingleResult());
    }

    private void charge(int times) {
        for (int i = 0; i < times; i++) {
            assertInstanceOf(GuardResult.Open.class, charge());
        }
    }

    private GuardResult charge() {
        return run(guard -> guard.charge(rules, REALM, ALICE, GuardBudget.SECOND_FACTOR));
    }

    private GuardResult chargeReset() {
        return run(guard -> guard.charge(rules, REALM, ALICE, GuardBudget.PASSWORD_RESET));
    }

    private GuardResult look() {
        return run(guard -> guard.look(rules, REALM, ALICE, GuardBudget.SECOND_FACTOR));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toMillis());
    }

    private <T> T run(Function<AccountGuard, T> work) {
        return database.inTransaction(em -> work.apply(new JpaAccountGuard(em, clock::get)));
    }
}
