package dev.latchkey.common.guard;

import java.util.Locale;

import dev.latchkey.common.keys.MacMessage;

/** What an account's failures are charged to. Budgets never touch each other. */
public enum GuardBudget {

    /** Second-factor codes and links, after a first factor: consecutive failures lock the account's second factor. */
    SECOND_FACTOR("second_factor", false),
    /** Password reset by code. */
    PASSWORD_RESET("password_reset", true),
    /** Sign-up by code. */
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
     * Tells whom failures are charged to. What a stranger can spend is charged to the address: a later sign-up puts
     * another account in a pending one's place, and a budget that went with the account would tell which addresses
     * have one that no sign-up replaces.
     *
     * @param userId the account, or who stands in for it where there is none
     * @param email  its address; null when it has none
     * @return the account's id, or the address as a hash
     */
    public String subject(String userId, String email) {
        return daily && email != null
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
