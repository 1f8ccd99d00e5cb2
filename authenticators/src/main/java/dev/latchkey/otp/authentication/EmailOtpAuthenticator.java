package dev.latchkey.otp.authentication;

import java.util.Optional;

import dev.latchkey.device.session.OldPassword;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.LockMessage;
import dev.latchkey.otp.prompt.NumberDisplay;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.SignInStep;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import dev.latchkey.signin.filter.PassiveRequest;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** The sign-in step: a code or link by e-mail. */
final class EmailOtpAuthenticator implements PlainAuthenticator {

    /** Runs when only the step that asks for a user name precedes this one. */
    private final UnverifiedUserAuthenticator passwordless =
            new UnverifiedUserAuthenticator(Purpose.FIRST_FACTOR, EmailOtpAuthenticator::signIn);

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            context.challenge(PassiveRequest.interactionNeeded());
        } else if (isUnverified(context)) {
            passwordless.authenticate(context);
        } else if (hasUser(context)) {
            OldPassword.watch(context);
            SignInStep.apply(context, step(context).show());
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        if (isUnverified(context)) {
            passwordless.action(context);
        } else if (hasUser(context) && isAloneHere(context)) {
            MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
            TrustBox.choose(context, form);
            SignInStep.apply(context, OtpForm.submit(step(context), form));
        }
    }

    private static boolean isUnverified(AuthenticationFlowContext context) {
        return context.getUser() == null
                && UnverifiedUser.in(context.getSession(), context.getAuthenticationSession(), Purpose.FIRST_FACTOR)
                        .isPresent();
    }

    private static void signIn(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof) {
        SignInStep.alone(context, user, proof, unavailable -> {
            FormMessage message = LockMessage.of(unavailable);
            return context.form().setError(message.getMessage(), message.getParameters())
                    .createErrorPage(Response.Status.BAD_REQUEST);
        });
    }

    private static boolean hasUser(AuthenticationFlowContext context) {
        if (context.getUser() == null) {
            // with an explicit page: without one, Keycloak logs a stack trace
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return false;
        }
        return true;
    }

    private static boolean isAloneHere(AuthenticationFlowContext context) {
        Optional<Response> refusal = SessionOfAnother.refusal(context.getSession(),
                context.getAuthenticationSession(), context.getUser(), context.getEvent());
        refusal.ifPresent(context::challenge);
        return refusal.isEmpty();
    }

    private static OtpStep step(AuthenticationFlowContext context) {
        return new OtpStep(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                SignInStep.purpose(context), new OtpPages(context::form, TrustBox.shown(context), numbers(context)),
                context.getEvent());
    }

    /** A confirmation in another browser is a second factor, and never the only one of this sign-in. */
    private static Optional<NumberDisplay> numbers(AuthenticationFlowContext context) {
        return AuthenticationRecords.of(context).passwordOrPasskeyPassed()
                ? NumberDisplay.of(context.getSession(), context.getAuthenticationSession())
                : Optional.empty();
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    /**
     * Always true: if the step were unconfigured for a user without an address, a conditional sub-flow would skip the
     * second factor. Such a user gets a page that explains the problem.
     */
    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }
}
