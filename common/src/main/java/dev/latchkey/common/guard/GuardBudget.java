package dev.latchkey.common.guard;

import java.util.Locale;

import dev.latchkey.common.keys.MacMessage;

/** What an account's failures are charged to. Budgets never touch each other. */
public enum GuardBudget {

    /** Second-factor codes and links, after a first factor: consecutive failures lock the account's second factor. */
    SECOND_FACTOR("second_factor", false),
    /** Password reset by code, before any factor. */
    PASSWORD_RESET("password_reset", true),
    /** Sign-up by code, before any factor: charged to the address, since a later sign-up is another account. */
    SIGN_UP("signup", true),
    /** The code as the only factor. */
    PASSWORDLESS("passwordless", true);

    private final String id;
    private final boolean daily;

    GuardBudget(String id, boolean daily) {
        this.id = id;
        this.daily = daily;
    }

    /**
     * @param userId the account
     * @param email  its address
     * @return whom failures of this budget are charged to
     */
    public String subject(String userId, String email) {
        return this == SIGN_UP
                ? "address:" + MacMessage.of("address", email.toLowerCase(Locale.ROOT)).sha256()
                : userId;
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
