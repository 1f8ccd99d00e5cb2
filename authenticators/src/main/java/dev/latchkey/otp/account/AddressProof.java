package dev.latchkey.otp.account;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;

/** Names of the stored credential that says which telephone number a user has proven; it signs in nowhere by itself. */
public final class AddressProof {

    /** The type of the credential of a proven telephone number. */
    public static final String PHONE = "latchkey-phone";

    /** The required action that sets it. */
    public static final String PHONE_ACTION = "latchkey-verify-phone";

    /** How the data of a proof by a text begins that the user has sent. */
    public static final String SENT = "{\"sent\":\"";

    private AddressProof() {
    }

    /**
     * @param user an account
     * @return whether it holds such a credential by a code, also of a number that another account has proven since
     */
    public static boolean isHeldBy(UserModel user) {
        return user.credentialManager().getStoredCredentialsByTypeStream(PHONE)
                .anyMatch(proof -> !isBySending(proof));
    }

    /**
     * @param proof such a credential
     * @return whether the user has sent a text, whose sender can be forged: it keeps the user from nothing that a user
     *         without a number may do
     */
    public static boolean isBySending(CredentialModel proof) {
        return proof.getCredentialData() != null && proof.getCredentialData().startsWith(SENT);
    }
}
