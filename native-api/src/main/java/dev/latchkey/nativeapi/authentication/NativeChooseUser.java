package dev.latchkey.nativeapi.authentication;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChosenUser;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;

/**
 * Takes a user name, an address or a telephone number from an app and never shows whether it has an account. The flow
 * has no user afterwards, only an {@link UnverifiedUser}, whom the next step asks for a code. Works only in the flow of
 * the authorization challenge endpoint, which keeps the name between two requests.
 */
final class NativeChooseUser implements PlainAuthenticator {

    private static final Logger LOG = Logger.getLogger(NativeChooseUser.class);
    private static final String NAME = "username";
    private static final int BAD_REQUEST = 400;

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!OngoingNativeSignIn.runs(context)) {
            LOG.errorf("Realm %s: the step %s is part of a flow that it does not support",
                    context.getRealm().getName(), NativeChooseUserFactory.ID);
            context.failure(AuthenticationFlowError.INTERNAL_ERROR,
                    NativeAnswer.ending("server_error", "The flow is not set up for this").response(BAD_REQUEST));
            return;
        }
        String typed = OtpForm.only(context.getHttpRequest().getDecodedFormParameters(), NAME);
        if (typed == null || typed.isBlank()) {
            context.failure(AuthenticationFlowError.INVALID_USER,
                    NativeAnswer.ending("invalid_request", "Missing parameter: username").response(BAD_REQUEST));
            return;
        }
        // a user whom a step before has set has proven nothing
        context.clearUser();
        ChosenUser.remember(context.getSession(), context.getAuthenticationSession(), Purpose.FIRST_FACTOR,
                typed.strip());
        context.success();
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // only forms have actions
        context.failure(AuthenticationFlowError.INTERNAL_ERROR);
    }

    @Override
    public boolean requiresUser() {
        return false;
    }
}
