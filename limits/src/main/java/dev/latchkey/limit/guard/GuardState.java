package dev.latchkey.limit.guard;

/**
 * One budget of one account, as an admin sees it.
 *
 * @param budget           which budget
 * @param failures         failures counted: consecutive ones, or those of the running day
 * @param lockedUntilMillis when the account or purpose opens again, epoch milliseconds; 0 when it is open
 * @param stopped          whether it is permanently locked: only clearing the guard opens it again
 */
public record GuardState(GuardBudget budget, int failures, long lockedUntilMillis, boolean stopped) {
}
