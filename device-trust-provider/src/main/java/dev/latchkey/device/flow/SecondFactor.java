package dev.latchkey.device.flow;

import java.util.List;
import java.util.Set;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.models.Constants;
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

    private static final String APP = "latchkey.device.app";
    private static final String MAILED_CODE = "latchkey.device.mailed-code-passed";
    private static final String ALONE = "alone";
    private static final Set<String> BESIDE_A_PASSWORD = Set.of(OTPCredentialModel.TYPE,
            RecoveryAuthnCodesCredentialModel.TYPE, WebAuthnCredentialModel.TYPE_TWOFACTOR,
            WebAuthnCredentialModel.TYPE_PASSWORDLESS);

    private SecondFactor() {
    }

    /**
     * Notes that this is a sign-in of an app without a browser, which counts as one of the browser flow does.
     *
     * @param authSession the sign-in
     */
    public static void appSignsIn(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(APP, "true");
    }

    /**
     * Notes that a mailed code or link was accepted.
     *
     * @param authSession the sign-in
     */
    public static void mailedCodePassed(AuthenticationSessionModel authSession) {
        if (!ALONE.equals(authSession.getAuthNote(MAILED_CODE))) {
            authSession.setAuthNote(MAILED_CODE, "true");
        }
    }

    /**
     * Notes that a mailed code or link was accepted in place of a password: nothing that follows can make trust of it.
     *
     * @param authSession the sign-in
     */
    public static void mailedCodeAlone(AuthenticationSessionModel authSession) {
        authSession.setAuthNote(MAILED_CODE, ALONE);
    }

    /**
     * @param authSession the sign-in
     * @return true after a password and a mailed code, an authenticator app, a recovery code, a security key or a
     *         passkey; and after a passkey alone that the realm's policy makes verify its user, which is both. Never
     *         in a brokered login, a password reset or a registration
     */
    public static boolean passed(AuthenticationSessionModel authSession) {
        if (!counts(authSession)) {
            return false;
        }
        List<String> passed = AuthenticatorUtil.getAuthnCredentials(authSession);
        return passed.contains(WebAuthnCredentialModel.TYPE_PASSWORDLESS) && passkeysVerifyTheirUser(authSession)
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

    /** Keycloak insists on user verification only where the policy says required; else holding the key is enough. */
    private static boolean passkeysVerifyTheirUser(AuthenticationSessionModel authSession) {
        return Constants.WEBAUTHN_POLICY_OPTION_REQUIRED.equals(
                authSession.getRealm().getWebAuthnPolicyPasswordless().getUserVerificationRequirement());
    }

    /** Whoever comes by an identity provider, resets a password or registers has not signed in here. */
    private static boolean counts(AuthenticationSessionModel authSession) {
        return !ALONE.equals(authSession.getAuthNote(MAILED_CODE))
                && ("true".equals(authSession.getAuthNote(APP)) || LoginActionsService.AUTHENTICATE_PATH.equals(
                        authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH)));
    }
}
