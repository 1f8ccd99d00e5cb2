package dev.latchkey.otp.account;

import dev.latchkey.otp.EmailOtpPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;

/**
 * Whether an account has to prove its mailbox before it gets a token. Derived each time, never stored: an account is
 * pending while the realm has the action {@value EmailOtpPolicy#ACTION} turned on, the action is outstanding, and the
 * address is not verified. A realm without the action demands no proof: Keycloak asks no one for it in the browser, and
 * the endpoints for tokens do not either.
 */
public enum AccountStatus {

    /** The mailbox is not proven: no token by any endpoint. */
    PENDING("pending"),
    /** Everything else, also an account that never had to prove anything. */
    ACTIVE("active");

    private final String id;

    AccountStatus(String id) {
        this.id = id;
    }

    /**
     * @param realm the account's realm
     * @param user  the account
     * @return its status as of now
     */
    public static AccountStatus of(RealmModel realm, UserModel user) {
        return awaitsProof(user) && demandsProof(realm) ? PENDING : ACTIVE;
    }

    /**
     * @param user the account
     * @return whether the proof was asked for and is outstanding, whether or not the realm demands it at present
     */
    static boolean awaitsProof(UserModel user) {
        return !user.isEmailVerified() && holdsTheAction(user);
    }

    /**
     * @param user the account
     * @return whether the action is outstanding
     */
    public static boolean holdsTheAction(UserModel user) {
        return user.getRequiredActionsStream().anyMatch(EmailOtpPolicy.ACTION::equals);
    }

    private static boolean demandsProof(RealmModel realm) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(EmailOtpPolicy.ACTION);
        return action != null && action.isEnabled();
    }

    /** @return what claims and REST call it */
    public String id() {
        return id;
    }
}
