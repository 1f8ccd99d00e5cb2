package dev.latchkey.limit.guard;

/**
 * What the store holds of one budget, as a caller has read it together with rows of its own.
 *
 * @param failures    failures counted: consecutive ones, or those of the running day
 * @param lockedUntil until when the account is locked, epoch milliseconds; past or 0 when it is not
 * @param dayEnds     when the running day of a daily budget ends, epoch milliseconds
 */
public record GuardCount(int failures, long lockedUntil, long dayEnds) {
}
