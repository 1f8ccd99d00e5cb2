package dev.latchkey.device.flow;

import java.util.List;
import java.util.Set;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.broker.util.PostBrokerLoginConstants;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Tells whether a second factor was passed in this very sign-in, which alone can create trust. Reads Keycloak's own
 * notes of it (keycloak-services, not a public API).
 */
public final class SecondFactor {

    private static final String MAILED_CODE = "latchkey.device.mailed-code-passed";
    private static final Set<String> BESIDE_A_PASSWORD = Set.of(OTPCredentialModel.TYPE,
            RecoveryAuthnCodesCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR);

    private SecondFactor() {
    }

    /**
     * Notes that a mailed code or link was accepted.
     *
     * @param authSession the sign-in
     */
    public static void mailedCodePassed(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(MAILED_CODE, "true");
    }

    /**
     * @param authSession the sign-in
     * @return true after a password and a mailed code, an authenticator app, a recovery code or a security key; and
     *         after a passkey, which is both. Never after an identity provider or in a password reset
     */
    public static boolean passed(AuthenticationSessionModel authSession) {
        if (!counts(authSession)) {
            return false;
        }
        List<String> passed = AuthenticatorUtil.getAuthnCredentials(authSession);
        return passed.contains(WebAuthnCredentialModel.TYPE_PASSWORDLESS)
                || passed.contains(PasswordCredentialModel.TYPE)
                        && (passed.stream().anyMatch(BESIDE_A_PASSWORD::contains)
                                || "true".equals(authSession.getAuthNote(MAILED_CODE)));
    }

    /**
     * @param authSession the sign-in
     * @return whether a mailed code would be a second factor here: after a password, and after nothing else
     */
    public static boolean mailedCodeCounts(AuthenticationSessionModel authSession) {
        return counts(authSession)
                && AuthenticatorUtil.getAuthnCredentials(authSession).contains(PasswordCredentialModel.TYPE);
    }

    private static boolean counts(AuthenticationSessionModel authSession) {
        return authSession.getAuthNote(PostBrokerLoginConstants.PBL_BROKERED_IDENTITY_CONTEXT) == null
                && !LoginActionsService.RESET_CREDENTIALS_PATH.equals(
                        authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH));
    }
}
