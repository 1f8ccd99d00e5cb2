package dev.latchkey.signin.credential;

import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.RecoveryAuthnCodesCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.utils.RecoveryAuthnCodesUtils;

/**
 * Keycloak's recovery codes (keycloak-services, not a public API), of which each is accepted once. Keycloak reads the
 * credential, compares and writes, so that two sign-ins that send one code at the same moment both get in (ASVS 6.5.1).
 */
final class SingleUseRecoveryCodes extends RecoveryAuthnCodesCredentialProvider {

    private final KeycloakSession session;

    SingleUseRecoveryCodes(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return !isSpent(realm, user, input.getChallengeResponse()) && super.isValid(realm, user, input);
    }

    /** Before Keycloak writes, because a late writer would bring back codes that were used meanwhile. */
    private boolean isSpent(RealmModel realm, UserModel user, String typed) {
        return user.credentialManager().getStoredCredentialsByTypeStream(getType()).findFirst()
                .map(RecoveryAuthnCodesCredentialModel::createFromCredentialModel)
                .filter(codes -> !codes.allCodesUsed())
                .flatMap(codes -> codes.getNextRecoveryAuthnCode()
                        .filter(next -> RecoveryAuthnCodesUtils.verifyRecoveryCodeInput(typed,
                                next.getEncodedHashedValue()))
                        .map(next -> !SpentCodes.spend(session, realm, user, codes.getId(), next.getNumber())))
                .orElse(false);
    }
}
