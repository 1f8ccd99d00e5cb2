package dev.latchkey.otp.account;

import org.keycloak.models.UserModel;

/** Names of the stored credential that says which telephone number a user has proven; it signs in nowhere by itself. */
public final class AddressProof {

    /** The type of the credential of a proven telephone number. */
    public static final String PHONE = "latchkey-phone";

    /** The required action that sets it. */
    public static final String PHONE_ACTION = "latchkey-verify-phone";

    private AddressProof() {
    }

    /**
     * @param user an account
     * @return whether it holds such a credential, also of a number that another account has proven since
     */
    public static boolean isHeldBy(UserModel user) {
        return user.credentialManager().getStoredCredentialsByTypeStream(PHONE).findAny().isPresent();
    }
}
