package dev.latchkey.otp;

import dev.latchkey.limit.guard.GuardBudget;

/** Which failures an accepted code makes up for. */
public final class FailureRule {

    private FailureRule() {
    }

    /**
     * Failures of a day stay until it is over: otherwise an attacker would get as many after each success of the owner.
     * But where no link gets the owner in when they are spent, wrong codes of others must not add up to that.
     *
     * @param budget     what the failures were charged to
     * @param holdsLinks whether messages of the code's channel can hold a link besides it
     * @return whether an accepted code clears the failures of the budget
     */
    public static boolean forgives(GuardBudget budget, boolean holdsLinks) {
        return !budget.daily() || budget != GuardBudget.NEW_ADDRESS && !holdsLinks;
    }
}
