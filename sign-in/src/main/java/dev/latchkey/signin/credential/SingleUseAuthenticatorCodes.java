package dev.latchkey.signin.credential;

import java.util.stream.IntStream;

import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.dto.OTPCredentialData;
import org.keycloak.models.utils.HmacOTP;

/**
 * Keycloak's codes of authenticator apps (keycloak-services, not a public API), of which one by a counter (HOTP) is
 * accepted once, as Keycloak itself ensures for those by time, unless the realm lets them be reused. It reads the
 * counter, compares and writes, so that two sign-ins that send one code at the same moment both get in (RFC 4226,
 * section 7.2; ASVS 6.5.1).
 */
final class SingleUseAuthenticatorCodes extends OTPCredentialProvider {

    private final KeycloakSession session;

    SingleUseAuthenticatorCodes(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return !isSpent(realm, user, input) && super.isValid(realm, user, input);
    }

    /**
     * Before Keycloak writes, because a late writer would set the counter back; therefore the codes that were left out
     * are spent as well.
     */
    private boolean isSpent(RealmModel realm, UserModel user, CredentialInput input) {
        if (input.getCredentialId() == null || input.getChallengeResponse() == null) {
            return false;
        }
        CredentialModel stored = user.credentialManager().getStoredCredentialById(input.getCredentialId());
        if (stored == null || !OTPCredentialModel.TYPE.equals(stored.getType())) {
            return false;
        }
        OTPCredentialModel otp = OTPCredentialModel.createFromCredentialModel(stored);
        OTPCredentialData data = otp.getOTPCredentialData();
        if (!OTPCredentialModel.HOTP.equals(data.getSubType())) {
            return false;
        }
        int next = new HmacOTP(data.getDigits(), data.getAlgorithm(), realm.getOTPPolicy().getLookAheadWindow())
                .validateHOTP(input.getChallengeResponse(), otp.getDecodedSecret(), data.getCounter());
        return !IntStream.rangeClosed(data.getCounter() + 1, next)
                .allMatch(counter -> SpentCodes.spend(session, realm, user, stored.getId(), counter));
    }
}
