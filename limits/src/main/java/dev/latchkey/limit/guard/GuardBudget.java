package dev.latchkey.limit.guard;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.MailAddress;

/** What an account's failures are charged to. Budgets never touch each other. */
public enum GuardBudget {

    /** Second-factor codes and links, after a first factor: consecutive failures lock the account's second factor. */
    SECOND_FACTOR("second_factor", false),
    /** Password reset by code. */
    PASSWORD_RESET("password_reset", true),
    /** Sign-up by code. */
    SIGN_UP("signup", true),
    /** The code as the only factor. */
    PASSWORDLESS("passwordless", true),
    /** Proof of an address that a signed-in user has typed, such as a telephone number. */
    NEW_ADDRESS("new_address", true);

    private final String id;
    private final boolean daily;

    GuardBudget(String id, boolean daily) {
        this.id = id;
        this.daily = daily;
    }

    /**
     * Names the subject that failures are charged to. What an unauthenticated requester can spend is charged to the
     * address: a later sign-up replaces a pending account by another one, and a budget that went with the account would
     * reveal which addresses have an account that no sign-up replaces. Who proves a new address has an account: other
     * users who type that address spend nothing of it.
     *
     * @param userId the account's id, or that of the decoy where there is no account
     * @param email  its address; null when it has none
     * @return the account's id, or the address as a hash
     */
    public String subject(String userId, String email) {
        return daily && this != NEW_ADDRESS && email != null
                ? "address:" + MacMessage.of("address", MailAddress.key(email)).sha256()
                : userId;
    }

    /** @return the name under which it is stored and shown */
    public String id() {
        return id;
    }

    /**
     * @return true for a budget that locks no account, most of which an unauthenticated requester can spend: so many
     *         failures a day, and when they are spent, that purpose alone is throttled until the day is over
     */
    public boolean daily() {
        return daily;
    }
}
