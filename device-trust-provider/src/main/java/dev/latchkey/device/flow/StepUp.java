package dev.latchkey.device.flow;

import java.util.Arrays;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Tells whether the application asks for more than a trusted device can stand for: a fresh sign-in, or a level of
 * authentication that the path without the factor does not give (ASVS 7.5.3). Reads Keycloak's level store
 * (keycloak-services, not a public API).
 */
final class StepUp {

    private StepUp() {
    }

    static boolean asked(KeycloakSession session, AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        String prompt = authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        if (prompt != null && Arrays.asList(prompt.split(" ")).contains(OIDCLoginProtocol.PROMPT_VALUE_LOGIN)
                || authSession.getClientNote(OIDCLoginProtocol.MAX_AGE_PARAM) != null) {
            return true;
        }
        AcrStore levels = new AcrStore(session, authSession);
        int asked = levels.getRequestedLevelOfAuthentication(context.getTopLevelFlow());
        return asked > 0 && asked > levels.getLevelOfAuthenticationFromCurrentAuthentication();
    }
}
