package dev.latchkey.otp.account;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.signin.account.DueActions;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Whether an account has to prove its mailbox before it gets a token. Derived from the account each time, never stored:
 * an account is pending while the realm has the required action {@value EmailOtpPolicy#ACTION} enabled, the action is
 * outstanding, and the address is not verified. A realm without the action demands no proof, neither in the browser nor
 * at the token endpoints.
 */
public enum AccountStatus {

    /** The mailbox is not proven: no endpoint issues a token. */
    PENDING("pending"),
    /** Every other account, including one that never had to prove its mailbox. */
    ACTIVE("active");

    private final String id;

    AccountStatus(String id) {
        this.id = id;
    }

    /**
     * @param realm the account's realm
     * @param user  the account
     * @return its present status
     */
    public static AccountStatus of(RealmModel realm, UserModel user) {
        return awaitsProof(user) && DueActions.isEnabled(realm, EmailOtpPolicy.ACTION) ? PENDING : ACTIVE;
    }

    /**
     * @param user the account
     * @return whether the proof is outstanding, regardless of whether the realm demands it at present
     */
    public static boolean awaitsProof(UserModel user) {
        return !user.isEmailVerified() && holdsTheAction(user);
    }

    /**
     * @param user the account
     * @return whether the required action is outstanding
     */
    public static boolean holdsTheAction(UserModel user) {
        return user.getRequiredActionsStream().anyMatch(EmailOtpPolicy.ACTION::equals);
    }

    /** @return the name of the status in claims and in the REST API */
    public String id() {
        return id;
    }
}
