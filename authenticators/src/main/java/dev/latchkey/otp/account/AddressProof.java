package dev.latchkey.otp.account;

import java.util.List;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;

/** Names of the stored credential that says which telephone number a user has proven; it signs in nowhere by itself. */
public final class AddressProof {

    /** The type of the credential of a proven telephone number. */
    public static final String PHONE = "latchkey-phone";

    /** The required action that sets it. */
    public static final String PHONE_ACTION = "latchkey-verify-phone";

    /** How the stored proof by a text that the user has sent begins. */
    private static final String SENT = "{\"sent\":\"";

    private AddressProof() {
    }

    /**
     * @param hash the hash of a number
     * @return what is stored of it where the user has sent a text from it. In another form than a proof by a code,
     *         which earlier versions read: to them it proves nothing
     */
    public static String sentContent(String hash) {
        return SENT + hash + "\"}";
    }

    /**
     * @param proof a stored credential
     * @return whether it is the proof of a text that the user has sent, whose sender can be forged: it keeps the user
     *         from nothing that a user without a number may do
     */
    public static boolean isBySending(CredentialModel proof) {
        return proof.getCredentialData() != null && proof.getCredentialData().startsWith(SENT);
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
     * @param user an account
     * @return whether it holds such credentials, and each by a text that the user has sent, also of a number that
     *         another account has proven since
     */
    public static boolean isHeldBySendingAlone(UserModel user) {
        List<CredentialModel> proofs = user.credentialManager().getStoredCredentialsByTypeStream(PHONE).toList();
        return !proofs.isEmpty() && proofs.stream().allMatch(AddressProof::isBySending);
    }
}
