package dev.latchkey.limit.jpa;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.limit.guard.GuardCount;
import dev.latchkey.limit.guard.GuardResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.limit.guard.GuardState;
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
        return rules.result(budget, count(row(realmId, subject, budget)), clock.getAsLong());
    }

    @Override
    public GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget) {
        return charge(rules, realmId, subject, budget, hold(realmId, subject, budget));
    }

    @Override
    public GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget, GuardCount held) {
        // afresh: a lock may have ended while this transaction waited for the row
        long now = clock.getAsLong();
        return rules.result(budget, held, now).fold(open -> {
            GuardCount next = rules.afterFailure(budget, held, now);
            write(realmId, subject, budget, held, next);
            // what unauthenticated requesters can spend locks no account
            return new GuardResult.Open(!budget.daily()
                    && (next.lockedUntil() != held.lockedUntil() || next.failures() >= rules.hardStop()));
        }, locked -> locked, permanentlyLocked -> permanentlyLocked);
    }

    private void write(String realmId, String subject, GuardBudget budget, GuardCount held, GuardCount next) {
        int written = statement("update AccountGuardEntity g set g.failures = :failures, g.lockedUntil = :until,"
                + " g.dayEnds = :ends where g.failures = :heldFailures and g.lockedUntil = :heldUntil"
                + " and g.dayEnds = :heldEnds and" + ROW, realmId, subject, budget)
                .setParameter("failures", next.failures())
                .setParameter("until", next.lockedUntil())
                .setParameter("ends", next.dayEnds())
                .setParameter("heldFailures", held.failures())
                .setParameter("heldUntil", held.lockedUntil())
                .setParameter("heldEnds", held.dayEnds())
                .executeUpdate();
        if (written != 1) {
            throw new IllegalStateException("An attempt could not be counted: its budget was not held");
        }
    }

    @Override
    public GuardCount hold(String realmId, String subject, GuardBudget budget) {
        return count(lock(realmId, subject, budget));
    }

    @Override
    public MissingRowException missing(String realmId, String subject, GuardBudget budget) {
        return new MissingRowException(creating -> insert(creating, realmId, subject, budget, clock.getAsLong()));
    }

    private AccountGuardEntity row(String realmId, String subject, GuardBudget budget) {
        AccountGuardEntity row = find(realmId, subject, budget);
        if (row == null) {
            throw missing(realmId, subject, budget);
        }
        return row;
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
        if (row == null || budget.daily() && !rules.isOfToday(count(row), clock.getAsLong())) {
            return new GuardState(budget, 0, 0, false);
        }
        return rules.result(budget, count(row), clock.getAsLong()).fold(
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
