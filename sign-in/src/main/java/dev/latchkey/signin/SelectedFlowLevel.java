package dev.latchkey.signin;

import org.keycloak.models.Constants;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The level of authentication that a client policy gives the flow that it selects for an authorization request. It is a
 * note of the tab, which Keycloak reads when any flow of the tab has succeeded (keycloak-services, not a public API).
 */
final class SelectedFlowLevel {

    private static final String LEVEL = Constants.AUTHENTICATION_FLOW_LEVEL_OF_AUTHENTICATION;

    private SelectedFlowLevel() {
    }

    /**
     * @param authSession a tab, or an app's sign-in
     * @return the level that the flow gives when it has succeeded; 0 for none
     */
    static int of(AuthenticationSessionModel authSession) {
        String level = authSession.getAuthNote(LEVEL);
        return level == null ? 0 : Integer.parseInt(level);
    }

    /**
     * Takes the level away where the tab is in another flow than the one that a policy selects, and gives it back where
     * it is in that one.
     *
     * @param authSession the tab
     * @param path        which of Keycloak's login actions runs its flow
     * @param level       what the policy gives the flow that it selects
     */
    static void follow(AuthenticationSessionModel authSession, String path, String level) {
        if (LoginActionsService.AUTHENTICATE_PATH.equals(path)) {
            authSession.setAuthNote(LEVEL, level);
        } else {
            authSession.removeAuthNote(LEVEL);
        }
    }
}
