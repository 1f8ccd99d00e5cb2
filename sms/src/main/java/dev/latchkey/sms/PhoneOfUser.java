package dev.latchkey.sms;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.otp.account.AddressProof;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/**
 * The telephone number of an account, in the user attributes of Keycloak's client scope {@code phone}, and the proof of
 * it. The proof is a stored credential, because users and their administrators may be allowed to write the attributes:
 * a number that a code has not proven never counts as a factor, whatever the attributes say.
 */
public final class PhoneOfUser {

    /** The user attribute with the number, in the form of ITU-T E.164. */
    public static final String NUMBER = "phoneNumber";
    /** The user attribute that says {@code true} when the number was proven; for tokens, decides nothing. */
    public static final String VERIFIED = "phoneNumberVerified";
    /** The type of the stored credential. */
    public static final String PROOF = AddressProof.PHONE;

    private static final Set<String> STRONGER = Set.of(OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR,
            WebAuthnCredentialModel.TYPE_PASSWORDLESS, RecoveryAuthnCodesCredentialModel.TYPE);

    private final UserModel user;

    /** @param user the account */
    public PhoneOfUser(UserModel user) {
        this.user = user;
    }

    /** @return the number in the form of E.164; empty when the account has none, or what it has is no such number */
    public Optional<String> number() {
        return PhoneNumbers.mobile(user.getFirstAttribute(NUMBER));
    }

    /**
     * @param newNumberTime how long a new number is no factor where there is something stronger
     * @return whether a code to the number is a second factor now
     */
    public boolean isFactor(Duration newNumberTime) {
        return number().flatMap(this::proof)
                .filter(proof -> proof.getCreatedDate() + newNumberTime.toMillis() <= Time.currentTimeMillis()
                        || !hasSomethingStronger())
                .isPresent();
    }

    private Optional<CredentialModel> proof(String number) {
        return proofs().stream().filter(proof -> content(number).equals(proof.getCredentialData())).findFirst();
    }

    private List<CredentialModel> proofs() {
        return user.credentialManager().getStoredCredentialsByTypeStream(PROOF).toList();
    }

    private boolean hasSomethingStronger() {
        return user.credentialManager().getStoredCredentialsStream().map(CredentialModel::getType)
                .anyMatch(STRONGER::contains);
    }

    /**
     * Stores a number that a code has proven, in place of the one before.
     *
     * @param number the number, in the form of E.164
     * @return whether it is another one than the account has proven before
     */
    public boolean proven(String number) {
        user.setSingleAttribute(NUMBER, number);
        user.setSingleAttribute(VERIFIED, "true");
        if (proof(number).isPresent()) {
            // proven once more: it is not a new number
            return false;
        }
        proofs().forEach(old -> user.credentialManager().removeStoredCredentialById(old.getId()));
        CredentialModel proof = new CredentialModel();
        proof.setType(PROOF);
        proof.setUserLabel(PhoneNumbers.masked(number));
        proof.setCreatedDate(Time.currentTimeMillis());
        proof.setCredentialData(content(number));
        proof.setSecretData("{}");
        user.credentialManager().createStoredCredential(proof);
        return true;
    }

    private static String content(String number) {
        return "{\"number\":\"" + MacMessage.of(PROOF, number).sha256() + "\"}";
    }
}
