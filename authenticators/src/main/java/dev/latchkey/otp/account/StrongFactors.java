package dev.latchkey.otp.account;

import java.util.Set;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/** The factors of an account that are stronger than a code that is sent to an address. */
public final class StrongFactors {

    private static final Set<String> TYPES = Set.of(OTPCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR,
            WebAuthnCredentialModel.TYPE_PASSWORDLESS, RecoveryAuthnCodesCredentialModel.TYPE);

    private StrongFactors() {
    }

    /**
     * @param user an account
     * @return whether it has an authenticator app, a security key, a passkey or recovery codes
     */
    public static boolean has(UserModel user) {
        return user.credentialManager().getStoredCredentialsStream().map(CredentialModel::getType)
                .anyMatch(TYPES::contains);
    }
}
