package dev.latchkey.otp.authentication;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnauthenticatedForm;
import dev.latchkey.otp.prompt.UnverifiedStep;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.UserModel;

/** A step of a browser's flow that asks an {@link UnverifiedUser} for a code, as {@link UnverifiedStep} has it. */
final class UnverifiedUserAuthenticator implements PlainAuthenticator {

    /** Continues the flow after the mailbox was proven. */
    @FunctionalInterface
    interface Proven {

        /**
         * Continues the flow.
         *
         * @param context the flow
         * @param user    the account whose mailbox was proven
         * @param proof   the accepted code or link
         */
        void accept(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof);
    }

    private final Purpose purpose;
    private final Proven proven;

    UnverifiedUserAuthenticator(Purpose purpose, Proven proven) {
        this.purpose = purpose;
        this.proven = proven;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        run(context, OtpStep::show);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        refusal(context).ifPresentOrElse(context::challenge, () -> run(context,
                step -> OtpForm.submit(step, context.getHttpRequest().getDecodedFormParameters())));
    }

    /** Returns the page for a form that is not read: too many of them, or another user is signed in in the browser. */
    Optional<Response> refusal(AuthenticationFlowContext context) {
        return UnauthenticatedForm.refusal(context.getSession(), context.getRealm(), context::form)
                .or(() -> signedInAlready(context));
    }

    private Optional<Response> signedInAlready(AuthenticationFlowContext context) {
        return UnverifiedUser.in(context.getSession(), context.getAuthenticationSession(), purpose)
                .filter(unverified -> SessionOfAnother.isShownFor(purpose))
                .flatMap(unverified -> SessionOfAnother.refusal(context.getSession(),
                        context.getAuthenticationSession(), unverified.user(), context.getEvent()))
                .map(page -> {
                    // the account was looked up; padding hides how long that took
                    ResponseTimePadding.hold(context.getSession());
                    return page;
                });
    }

    private void run(AuthenticationFlowContext context, Function<OtpStep, StepResult> work) {
        Optional<UnverifiedUser> found =
                UnverifiedUser.in(context.getSession(), context.getAuthenticationSession(), purpose);
        if (found.isEmpty()) {
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        UnverifiedUser unverified = found.get();
        new UnverifiedStep(context, unverified, purpose, () -> AccountState.gone(context.form(), context.getEvent()))
                .run(new OtpPages(context::form, unverified.shown(), Optional.empty()), work,
                        (user, proof) -> proven.accept(context, user, proof));
    }

    @Override
    public boolean requiresUser() {
        return false;
    }
}
