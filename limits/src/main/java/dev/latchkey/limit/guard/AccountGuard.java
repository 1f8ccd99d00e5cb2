package dev.latchkey.limit.guard;

import java.util.List;

import dev.latchkey.common.tx.MissingRowException;
import org.keycloak.provider.Provider;

/**
 * Counts an account's failures, in the database, across challenges, tabs, sessions, nodes and restarts
 * (NIST SP 800-63B-4, 3.1.3.2 and 3.2.2; ASVS 6.1.1).
 *
 * <p>Every method works in the transaction of the session that the provider belongs to. Callers run it inside
 * {@link dev.latchkey.common.tx.OwnTransaction}, so that a count is never undone by the request that caused it.
 */
public interface AccountGuard extends Provider {

    /**
     * Checks without counting. Code that mails a code calls this first, so that the account's row exists and is
     * committed long before the answers come in, however many of them at once.
     *
     * @param rules   the realm's numbers
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     * @return whether an attempt may be verified now
     * @throws MissingRowException for the transaction's runner, the first time
     */
    GuardResult look(GuardRules rules, String realmId, String subject, GuardBudget budget);

    /**
     * Counts one attempt as failed before it is verified; a caller that finds it right calls {@link #clear}. No more
     * attempts than the budget holds are ever verified, however many arrive at once.
     *
     * @param rules   the realm's numbers
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     * @return {@link GuardResult.Open} when it was counted and may be verified; otherwise nothing was counted
     * @throws MissingRowException for the transaction's runner, the first time
     */
    GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget);

    /**
     * Counts a failure likewise, of a budget that this transaction holds.
     *
     * @param rules   the realm's numbers
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     * @param held    what {@link #hold} has returned
     * @return {@link GuardResult.Open} when it was counted; otherwise nothing was counted
     * @throws IllegalStateException if the budget was not held
     */
    GuardResult charge(GuardRules rules, String realmId, String subject, GuardBudget budget, GuardCount held);

    /**
     * Reads a budget's count; no other transaction changes it until this one ends.
     *
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     * @return the count
     * @throws MissingRowException for the transaction's runner, the first time
     */
    GuardCount hold(String realmId, String subject, GuardBudget budget);

    /**
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     * @return reports to the transaction's runner that the budget has no row yet
     */
    MissingRowException missing(String realmId, String subject, GuardBudget budget);

    /**
     * Forgets the failures of one budget.
     *
     * @param realmId the realm
     * @param subject whose budget, see {@link GuardBudget#subject}
     * @param budget  which budget
     */
    void clear(String realmId, String subject, GuardBudget budget);

    /**
     * Forgets all failures of an account and of its address.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param email   its address; null when it has none
     */
    void clearAccount(String realmId, String userId, String email);

    /**
     * Forgets all failures of a realm.
     *
     * @param realmId the realm
     */
    void clearRealm(String realmId);

    /**
     * @param rules   the realm's numbers
     * @param realmId the realm
     * @param userId  the account
     * @param email   its address; null when it has none
     * @return the state of every budget, in the order of {@link GuardBudget}
     */
    List<GuardState> states(GuardRules rules, String realmId, String userId, String email);
}
