package dev.latchkey.otp.account;

import dev.latchkey.otp.EmailOtpPolicy;
import org.keycloak.models.UserModel;

/**
 * Whether somebody has proven the mailbox of an account that demands it. Derived each time, never stored: an account is
 * pending while the action {@value EmailOtpPolicy#ACTION} is outstanding and its address is not verified.
 */
public enum AccountStatus {

    /** Nobody has proven the mailbox: no token by any door. */
    PENDING("pending"),
    /** Everything else, also an account that never had to prove anything. */
    ACTIVE("active");

    private final String id;

    AccountStatus(String id) {
        this.id = id;
    }

    /**
     * @param user the account
     * @return its status as of now
     */
    public static AccountStatus of(UserModel user) {
        return !user.isEmailVerified()
                && user.getRequiredActionsStream().anyMatch(EmailOtpPolicy.ACTION::equals) ? PENDING : ACTIVE;
    }

    /** @return what claims and REST call it */
    public String id() {
        return id;
    }
}
