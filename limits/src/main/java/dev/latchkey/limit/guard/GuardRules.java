package dev.latchkey.limit.guard;

import java.time.Duration;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The numbers of the guard in force for a realm.
 *
 * @param failures     consecutive failures that lock, and then again as many that lock for longer
 * @param firstLock    length of the first lock
 * @param longestLock  no lock is longer
 * @param hardStop     consecutive failures after which the account is permanently locked
 * @param daily        failures a day of a budget that unauthenticated requesters can spend
 */
public record GuardRules(int failures, Duration firstLock, Duration longestLock, int hardStop, int daily) {

    /** Length of a day in milliseconds, counted from the first failure. */
    public static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * @param session the request's session
     * @param realm   the realm
     * @return the realm's rules
     */
    public static GuardRules of(KeycloakSession session, RealmModel realm) {
        Limits limits = Limits.of(session);
        return new GuardRules(
                limits.get(realm, Limit.GUARD_FAILURES),
                Duration.ofSeconds(limits.get(realm, Limit.GUARD_LOCK_SECONDS)),
                Duration.ofSeconds(limits.get(realm, Limit.GUARD_MAX_LOCK_SECONDS)),
                limits.get(realm, Limit.GUARD_HARD_STOP),
                limits.get(realm, Limit.GUARD_DAILY));
    }

    /**
     * @param consecutiveFailures how many failures the account has now
     * @return how long this failure locks the account; zero when it does not
     */
    public Duration lockAfter(int consecutiveFailures) {
        if (consecutiveFailures % failures != 0) {
            return Duration.ZERO;
        }
        int doublings = Math.min(consecutiveFailures / failures - 1, 30);
        long millis = firstLock.toMillis() << doublings;
        return millis > longestLock.toMillis() ? longestLock : Duration.ofMillis(millis);
    }

    /**
     * @param count what the store holds of a daily budget
     * @param now   current time, epoch milliseconds
     * @return whether its failures still count; not if its day ends later than any day can that a node has begun whose
     *         clock is ahead by an hour at most
     */
    public boolean isOfToday(GuardCount count, long now) {
        return isPossible(count.dayEnds(), DAY_MILLIS, now);
    }

    private static boolean isPossible(long until, long longest, long now) {
        return until > now && until <= now + longest + Purge.CLOCK_GRACE_MILLIS;
    }

    /**
     * @param budget which budget
     * @param count  what the store holds of it
     * @param now    current time, epoch milliseconds
     * @return whether an attempt may be verified now; what a clock has stored that ran further ahead than an hour
     *         prevents none
     */
    public GuardResult result(GuardBudget budget, GuardCount count, long now) {
        if (budget.daily()) {
            return isOfToday(count, now) && count.failures() >= daily
                    ? new GuardResult.Locked(count.dayEnds())
                    : new GuardResult.Open(false);
        }
        if (count.failures() >= hardStop) {
            return new GuardResult.PermanentlyLocked();
        }
        return isPossible(count.lockedUntil(), longestLock.toMillis(), now)
                ? new GuardResult.Locked(count.lockedUntil())
                : new GuardResult.Open(false);
    }

    /**
     * @param budget which budget
     * @param count  what the store holds of it, by which an attempt may be verified
     * @param now    current time, epoch milliseconds
     * @return what the store holds after the attempt has failed
     */
    public GuardCount afterFailure(GuardBudget budget, GuardCount count, long now) {
        if (budget.daily()) {
            return isOfToday(count, now)
                    ? new GuardCount(count.failures() + 1, count.lockedUntil(), count.dayEnds())
                    : new GuardCount(1, count.lockedUntil(), now + DAY_MILLIS);
        }
        long lock = lockAfter(count.failures() + 1).toMillis();
        return new GuardCount(count.failures() + 1, lock > 0 ? now + lock : count.lockedUntil(), count.dayEnds());
    }
}
