package dev.latchkey.otp.flow;

import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.broker.util.PostBrokerLoginConstants;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Tells whether somebody has shown more than a user name in this sign-in. Reads Keycloak's own notes
 * (keycloak-services, not a public API).
 */
final class FirstFactor {

    private FirstFactor() {
    }

    /**
     * @param authSession the sign-in
     * @return true after a credential, an identity provider or the single sign-on cookie; false after a user name
     *         alone, whose failures must not be charged to the account, because any stranger can cause them
     */
    static boolean passed(AuthenticationSessionModel authSession) {
        return !AuthenticatorUtil.getAuthnCredentials(authSession).isEmpty()
                || authSession.getAuthNote(PostBrokerLoginConstants.PBL_BROKERED_IDENTITY_CONTEXT) != null
                || "true".equals(authSession.getAuthNote(AuthenticationManager.SSO_AUTH));
    }
}
