package dev.latchkey.nativeapi.authentication;

import dev.latchkey.common.proof.AuthenticationRecord;
import org.keycloak.authentication.AuthenticationFlowContext;

/** The sign-in of an app at the authorization challenge endpoint, which is kept between its requests. */
public final class OngoingNativeSignIn {

    /** How the endpoint names the path of its flow. */
    public static final String FLOW_PATH = AuthenticationRecord.NATIVE_PATH;

    private OngoingNativeSignIn() {
    }

    static boolean runs(AuthenticationFlowContext context) {
        return FLOW_PATH.equals(context.getFlowPath());
    }
}
