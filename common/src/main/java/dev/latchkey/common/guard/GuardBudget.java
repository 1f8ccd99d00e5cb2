package dev.latchkey.common.guard;

/** What an account's failures are charged to. Budgets never touch each other. */
public enum GuardBudget {

    /** Second-factor codes and links, after a first factor: consecutive failures lock the account's second factor. */
    SECOND_FACTOR("second_factor", false),
    /** Password reset by code, before any factor. */
    PASSWORD_RESET("password_reset", true),
    /** Sign-up by code, before any factor. */
    SIGN_UP("signup", true),
    /** The code as the only factor. */
    PASSWORDLESS("passwordless", true);

    private final String id;
    private final boolean daily;

    GuardBudget(String id, boolean daily) {
        this.id = id;
        this.daily = daily;
    }

    /** @return the name under which it is stored and shown */
    public String id() {
        return id;
    }

    /**
     * @return true for a budget that a stranger can spend: so many failures a day, and when they are spent, that
     *         purpose alone is throttled until the day is over
     */
    public boolean daily() {
        return daily;
    }
}
