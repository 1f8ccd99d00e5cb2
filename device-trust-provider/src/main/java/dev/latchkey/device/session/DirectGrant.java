package dev.latchkey.device.session;

import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.signin.AuthenticationRecord;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.KeycloakSession;

/** Keycloak's direct grant (password grant): one request with all credentials, and no state between requests. */
public final class DirectGrant {

    private static final String DEVICE_TOKEN = "device_token";

    private DirectGrant() {
    }

    /**
     * Checks whether the direct grant runs a flow. If so, the request's device is from then on the one named in the
     * parameter {@value #DEVICE_TOKEN}, never a cookie.
     *
     * @param context a step of the flow
     * @return whether it is the direct grant
     */
    public static boolean runs(AuthenticationFlowContext context) {
        if (!AuthenticationRecord.DIRECT_GRANT_PATH.equals(context.getFlowPath())) {
            return false;
        }
        KeycloakSession session = context.getSession();
        if (NativeDevice.of(session).isEmpty()) {
            String presented = context.getHttpRequest().getDecodedFormParameters().getFirst(DEVICE_TOKEN);
            // Keycloak sets the note with the flow's path for browser flows only
            context.getAuthenticationSession()
                    .setAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH, context.getFlowPath());
            NativeDevice.attach(session, context.getAuthenticationSession().getClient(), DEVICE_TOKEN,
                    RotatingSecret.parse(presented));
        }
        return true;
    }
}
