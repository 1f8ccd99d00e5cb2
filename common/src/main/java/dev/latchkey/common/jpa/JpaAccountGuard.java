package dev.latchkey.common.jpa;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardBudget;
import dev.latchkey.common.guard.GuardCount;
import dev.latchkey.common.guard.GuardResult;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.guard.GuardState;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;

/** {@link AccountGuard} in the table {@code LATCHKEY_ACCOUNT_GUARD}. */
final class JpaAccountGuard implements AccountGuard {

    private static final String ROW = " g.realmId = :realm and g.userId = :user and g.budget = :budget";

    private final EntityManager em;
    private final LongSupplier clock;

    JpaAccountGuard(EntityManager em, LongSupplier clock) {
        this.em = em;
        this.clock = clock;
    }

    @Override
    public GuardResult look(GuardRules rules, String realmId, String subject, GuardBudget budget) {
        return result(rules, budget, row(realmId, subject, budget));
    }

    @Override
    public GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget) {
        Optional<GuardResult.Open> counted = count(rules, realmId, subject, budget);
        if (counted.isPresent()) {
            return counted.get();
        }
        // the row was made, or its lock ended, after the statement had looked: nothing is counted yet, so it looks
        // again while no other transaction can change the row
        return ifOpen(result(rules, budget, row(realmId, subject, budget)),
                () -> ifOpen(result(rules, budget, lock(realmId, subject, budget)),
                        () -> count(rules, realmId, subject, budget)
                                .orElseThrow(() -> new IllegalStateException("An attempt could not be counted"))));
    }

    @Override
    public GuardResult look(GuardRules rules, GuardBudget budget, GuardCount seen) {
        long now = clock.getAsLong();
        if (budget.daily()) {
            return seen.dayEnds() > now && seen.failures() >= rules.daily()
                    ? new GuardResult.Locked(seen.dayEnds())
                    : new GuardResult.Open(false);
        }
        if (seen.failures() >= rules.hardStop()) {
            return new GuardResult.PermanentlyLocked();
        }
        return seen.lockedUntil() > now ? new GuardResult.Locked(seen.lockedUntil()) : new GuardResult.Open(false);
    }

    @Override
    public GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget, GuardCount seen) {
        return ifOpen(look(rules, budget, seen), () -> {
            GuardCount next = next(rules, budget, seen);
            int counted = statement("update AccountGuardEntity g set g.failures = :failures, g.lockedUntil = :until,"
                    + " g.dayEnds = :ends where g.failures = :seenFailures and g.lockedUntil = :seenUntil"
                    + " and g.dayEnds = :seenEnds and" + ROW, realmId, subject, budget)
                    .setParameter("failures", next.failures())
                    .setParameter("until", next.lockedUntil())
                    .setParameter("ends", next.dayEnds())
                    .setParameter("seenFailures", seen.failures())
                    .setParameter("seenUntil", seen.lockedUntil())
                    .setParameter("seenEnds", seen.dayEnds())
                    .executeUpdate();
            return counted == 1
                    ? new GuardResult.Open(!budget.daily()
                            && (next.lockedUntil() != seen.lockedUntil() || next.failures() >= rules.hardStop()))
                    // another attempt was counted, or an administrator has cleared the account
                    : charge(rules, realmId, subject, budget);
        });
    }

    private GuardCount next(GuardRules rules, GuardBudget budget, GuardCount seen) {
        long now = clock.getAsLong();
        if (budget.daily()) {
            return seen.dayEnds() <= now
                    ? new GuardCount(1, seen.lockedUntil(), now + GuardRules.DAY_MILLIS)
                    : new GuardCount(seen.failures() + 1, seen.lockedUntil(), seen.dayEnds());
        }
        long lock = rules.lockAfter(seen.failures() + 1).toMillis();
        return new GuardCount(seen.failures() + 1, lock > 0 ? now + lock : seen.lockedUntil(), seen.dayEnds());
    }

    @Override
    public GuardCount hold(String realmId, String subject, GuardBudget budget) {
        return count(lock(realmId, subject, budget));
    }

    @Override
    public MissingRowException missing(String realmId, String subject, GuardBudget budget) {
        return new MissingRowException(creating -> insert(creating, realmId, subject, budget, clock.getAsLong()));
    }

    private static GuardResult ifOpen(GuardResult result, Supplier<GuardResult> then) {
        return result.fold(open -> then.get(), locked -> locked, permanentlyLocked -> permanentlyLocked);
    }

    private AccountGuardEntity row(String realmId, String subject, GuardBudget budget) {
        AccountGuardEntity row = find(realmId, subject, budget);
        if (row == null) {
            throw missing(realmId, subject, budget);
        }
        return row;
    }

    private Optional<GuardResult.Open> count(GuardRules rules, String realmId, String subject, GuardBudget budget) {
        return budget.daily()
                ? countOfTheDay(rules, realmId, subject, budget)
                : countConsecutive(rules, realmId, subject, budget);
    }

    private Optional<GuardResult.Open> countConsecutive(GuardRules rules, String realmId, String subject,
            GuardBudget budget) {
        long now = clock.getAsLong();
        int counted = statement("update AccountGuardEntity g set g.failures = g.failures + 1"
                + " where g.lockedUntil <= :now and g.failures < :stop and" + ROW, realmId, subject, budget)
                .setParameter("now", now)
                .setParameter("stop", rules.hardStop())
                .executeUpdate();
        if (counted == 0) {
            return Optional.empty();
        }
        // this transaction holds the row's lock, so what is read here is this attempt's own number
        int failures = find(realmId, subject, budget).failures;
        long lock = rules.lockAfter(failures).toMillis();
        if (lock > 0) {
            statement("update AccountGuardEntity g set g.lockedUntil = :until where" + ROW, realmId, subject, budget)
                    .setParameter("until", now + lock)
                    .executeUpdate();
        }
        return Optional.of(new GuardResult.Open(lock > 0 || failures >= rules.hardStop()));
    }

    private Optional<GuardResult.Open> countOfTheDay(GuardRules rules, String realmId, String subject,
            GuardBudget budget) {
        long now = clock.getAsLong();
        int counted = statement("update AccountGuardEntity g set"
                + " g.failures = case when g.dayEnds <= :now then 1 else g.failures + 1 end,"
                + " g.dayEnds = case when g.dayEnds <= :now then :tomorrow else g.dayEnds end"
                + " where (g.dayEnds <= :now or g.failures < :daily) and" + ROW, realmId, subject, budget)
                .setParameter("now", now)
                .setParameter("tomorrow", now + GuardRules.DAY_MILLIS)
                .setParameter("daily", rules.daily())
                .executeUpdate();
        // what unauthenticated requesters can spend locks no account
        return counted == 0 ? Optional.empty() : Optional.of(new GuardResult.Open(false));
    }

    private GuardResult result(GuardRules rules, GuardBudget budget, AccountGuardEntity row) {
        return look(rules, budget, count(row));
    }

    private static GuardCount count(AccountGuardEntity row) {
        return new GuardCount(row.failures, row.lockedUntil, row.dayEnds);
    }

    @Override
    public void clear(String realmId, String subject, GuardBudget budget) {
        // the row stays: every sign-in would else create and delete it; by its day the purge finds it
        statement("update AccountGuardEntity g set g.failures = 0, g.lockedUntil = 0"
                + " where g.failures > 0 and" + ROW, realmId, subject, budget).executeUpdate();
    }

    @Override
    public void clearAccount(String realmId, String userId, String email) {
        em.createQuery("delete from AccountGuardEntity g where g.realmId = :realm and g.userId in :subjects")
                .setParameter("realm", realmId)
                .setParameter("subjects", Arrays.stream(GuardBudget.values())
                        .map(budget -> budget.subject(userId, email)).distinct().toList())
                .executeUpdate();
    }

    @Override
    public void clearRealm(String realmId) {
        em.createQuery("delete from AccountGuardEntity g where g.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    @Override
    public List<GuardState> states(GuardRules rules, String realmId, String userId, String email) {
        return Arrays.stream(GuardBudget.values())
                .map(budget -> state(rules, realmId, budget.subject(userId, email), budget)).toList();
    }

    private GuardState state(GuardRules rules, String realmId, String subject, GuardBudget budget) {
        AccountGuardEntity row = find(realmId, subject, budget);
        if (row == null || budget.daily() && row.dayEnds <= clock.getAsLong()) {
            return new GuardState(budget, 0, 0, false);
        }
        return result(rules, budget, row).fold(
                open -> new GuardState(budget, row.failures, 0, false),
                locked -> new GuardState(budget, row.failures, locked.untilMillis(), false),
                permanentlyLocked -> new GuardState(budget, row.failures, 0, true));
    }

    private AccountGuardEntity find(String realmId, String subject, GuardBudget budget) {
        return query(realmId, subject, budget).getResultStream().peek(em::detach).findFirst().orElse(null);
    }

    private AccountGuardEntity lock(String realmId, String subject, GuardBudget budget) {
        return query(realmId, subject, budget).setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream().peek(em::detach).findFirst()
                // also where an administrator has cleared the account while this transaction waited for the row
                .orElseThrow(() -> missing(realmId, subject, budget));
    }

    private TypedQuery<AccountGuardEntity> query(String realmId, String subject, GuardBudget budget) {
        return em.createQuery("select g from AccountGuardEntity g where" + ROW, AccountGuardEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", subject)
                .setParameter("budget", budget.id());
    }

    private static void insert(EntityManager em, String realmId, String subject, GuardBudget budget, long now) {
        em.createQuery("insert into AccountGuardEntity (realmId, userId, budget, failures, lockedUntil, dayEnds)"
                        + " values (:realm, :user, :budget, 0, 0, :ends) on conflict do nothing")
                // a day that is over on every node and that the purge does not look for yet
                .setParameter("ends", budget.daily() ? now - Purge.CLOCK_GRACE_MILLIS : 0)
                .setParameter("realm", realmId)
                .setParameter("user", subject)
                .setParameter("budget", budget.id())
                .executeUpdate();
    }

    private Query statement(String statement, String realmId, String subject, GuardBudget budget) {
        return em.createQuery(statement)
                .setParameter("realm", realmId)
                .setParameter("user", subject)
                .setParameter("budget", budget.id());
    }

    @Override
    public void close() {
    }
}
