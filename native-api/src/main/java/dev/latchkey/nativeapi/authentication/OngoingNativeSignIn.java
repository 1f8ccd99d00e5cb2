package dev.latchkey.nativeapi.authentication;

import dev.latchkey.signin.AuthenticationRecord;
import org.keycloak.authentication.AuthenticationFlowContext;

/** The sign-in of an app at the authorization challenge endpoint, which keeps it between requests. */
public final class OngoingNativeSignIn {

    /** The flow path that the endpoint sets. */
    public static final String FLOW_PATH = AuthenticationRecord.NATIVE_PATH;

    private OngoingNativeSignIn() {
    }

    static boolean runs(AuthenticationFlowContext context) {
        return FLOW_PATH.equals(context.getFlowPath());
    }
}
