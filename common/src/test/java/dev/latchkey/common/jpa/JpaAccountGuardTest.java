package dev.latchkey.common.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardBudget;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.guard.GuardState;
import dev.latchkey.common.guard.GuardVerdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpaAccountGuardTest {

    private static final String REALM = "realm";
    private static final String ALICE = "alice";

    private final GuardRules rules = new GuardRules(10, Duration.ofMinutes(15), Duration.ofHours(24), 100, 10);
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Database database = new Database();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theTenthFailureLocksForFifteenMinutes() {
        charge(10);
        GuardVerdict.Locked locked = assertInstanceOf(GuardVerdict.Locked.class, charge());
        assertEquals(clock.get() + Duration.ofMinutes(15).toMillis(), locked.untilMillis());
        assertEquals(locked, look());
    }

    @Test
    void theNextLockIsTwiceAsLong() {
        charge(10);
        pass(Duration.ofMinutes(15));
        charge(10);
        GuardVerdict.Locked locked = assertInstanceOf(GuardVerdict.Locked.class, charge());
        assertEquals(clock.get() + Duration.ofMinutes(30).toMillis(), locked.untilMillis());
    }

    @Test
    void aHundredFailuresStopTheAccountForGood() {
        for (int round = 0; round < 10; round++) {
            charge(10);
            pass(Duration.ofDays(1));
        }
        assertInstanceOf(GuardVerdict.Stopped.class, charge());
        pass(Duration.ofDays(365));
        assertInstanceOf(GuardVerdict.Stopped.class, look());
    }

    @Test
    void aSuccessForgetsWhatWasCounted() {
        charge(9);
        run(guard -> {
            guard.clear(REALM, ALICE, GuardBudget.SECOND_FACTOR);
            return null;
        });
        charge(10);
        assertInstanceOf(GuardVerdict.Locked.class, charge());
    }

    @Test
    void attack_parallelGuesses_neverMoreThanTheBudgetIsJudged() throws Exception {
        look();
        List<GuardVerdict> verdicts = Together.run(50, this::charge);
        assertEquals(10, verdicts.stream().filter(GuardVerdict.Open.class::isInstance).count());
    }

    @Test
    void attack_parallelGuesses_neverMoreThanTheBudgetIsJudgedWhileTheRowIsBeingMade() throws Exception {
        for (GuardBudget budget : GuardBudget.values()) {
            List<GuardVerdict> verdicts =
                    Together.run(50, () -> run(guard -> guard.charge(rules, REALM, ALICE, budget)));
            assertEquals(10, verdicts.stream().filter(GuardVerdict.Open.class::isInstance).count());
        }
    }

    @Test
    void attack_strangersFailures_neverStopASignIn() {
        for (GuardBudget budget : List.of(GuardBudget.PASSWORD_RESET, GuardBudget.SIGN_UP, GuardBudget.PASSWORDLESS)) {
            for (int i = 0; i < 20; i++) {
                run(guard -> guard.charge(rules, REALM, ALICE, budget));
            }
            assertInstanceOf(GuardVerdict.Locked.class, run(guard -> guard.look(rules, REALM, ALICE, budget)));
        }
        assertInstanceOf(GuardVerdict.Open.class, look());
    }

    @Test
    void aDailyBudgetIsFullAgainTheNextDay() {
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(GuardVerdict.Open.class, chargeReset());
        }
        GuardVerdict.Locked spent = assertInstanceOf(GuardVerdict.Locked.class, chargeReset());
        assertEquals(clock.get() + Duration.ofDays(1).toMillis(), spent.untilMillis());
        pass(Duration.ofDays(1));
        assertInstanceOf(GuardVerdict.Open.class, chargeReset());
    }

    @Test
    void anAdminSeesEveryBudget() {
        charge(10);
        List<GuardState> states = run(guard -> guard.states(rules, REALM, ALICE));
        assertEquals(List.of(GuardBudget.SECOND_FACTOR, GuardBudget.PASSWORD_RESET, GuardBudget.PASSWORDLESS),
                states.stream().map(GuardState::budget).toList());
        assertEquals(new GuardState(GuardBudget.SECOND_FACTOR, 10,
                clock.get() + Duration.ofMinutes(15).toMillis(), false), states.get(0));
        assertEquals(new GuardState(GuardBudget.PASSWORDLESS, 0, 0, false), states.get(2));
    }

    @Test
    void clearingOneUserLeavesTheOthersAndClearingTheRealmLeavesNone() {
        charge(10);
        run(guard -> guard.charge(rules, REALM, "bob", GuardBudget.SECOND_FACTOR));
        run(guard -> {
            guard.clear(REALM, ALICE);
            return null;
        });
        assertInstanceOf(GuardVerdict.Open.class, look());
        assertEquals(1, run(guard -> guard.states(rules, REALM, "bob")).get(0).failures());
        run(guard -> {
            guard.clear(REALM);
            return null;
        });
        assertEquals(0, run(guard -> guard.states(rules, REALM, "bob")).get(0).failures());
    }

    @Test
    void theAttemptThatLocksSaysSo() {
        charge(9);
        assertEquals(new GuardVerdict.Open(true), charge());
        pass(Duration.ofMinutes(15));
        assertEquals(new GuardVerdict.Open(false), charge());
    }

    private void charge(int times) {
        for (int i = 0; i < times; i++) {
            assertInstanceOf(GuardVerdict.Open.class, charge());
        }
    }

    private GuardVerdict charge() {
        return run(guard -> guard.charge(rules, REALM, ALICE, GuardBudget.SECOND_FACTOR));
    }

    private GuardVerdict chargeReset() {
        return run(guard -> guard.charge(rules, REALM, ALICE, GuardBudget.PASSWORD_RESET));
    }

    private GuardVerdict look() {
        return run(guard -> guard.look(rules, REALM, ALICE, GuardBudget.SECOND_FACTOR));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toMillis());
    }

    private <T> T run(Function<AccountGuard, T> work) {
        return database.inTransaction(em -> work.apply(new JpaAccountGuard(em, clock::get)));
    }
}
